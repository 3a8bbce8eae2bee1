package authz

// Lent reports whether the actor holds an office for somebody else.
func (a Actor) Lent() bool {
	for _, p := range a.Posts {
		if p.Behalf != "" {
			return true
		}
	}
	return false
}

// Behalf is the name of the one for whom the actor does an action in the unit with a path; "" when an office of one's own
// brings it. The office nearest to the unit decides, and of two in one unit one's own.
func (a Actor) Behalf(action Action, path string) string { return a.nearest(action, path).Behalf }

// From is the name of the unit in whose name the actor does an action in the unit with a path.
func (a Actor) From(action Action, path string) string { return a.nearest(action, path).UnitName }

func (a Actor) nearest(action Action, path string) Post {
	var nearest Post
	for _, p := range a.Posts {
		if !Allows(p.Role, action) || !covers(p.Path, path) {
			continue
		}
		if nearer := len(p.Path) - len(nearest.Path); nearer > 0 || nearer == 0 && p.Behalf == "" {
			nearest = p
		}
	}
	return nearest
}

// Signature is how the actor's name stands under what they did in the unit with a path.
func (a Actor) Signature(action Action, path string) string {
	return Signature(a.Name, a.Behalf(action, path))
}

// Signature is a name, and for whom it stands unless behalf is "".
func Signature(name, behalf string) string {
	if behalf == "" {
		return name
	}
	return name + ", thay mặt " + behalf
}
