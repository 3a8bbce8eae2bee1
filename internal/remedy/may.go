package remedy

import (
	"slices"
	"strings"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
)

// places are the paths of the units in which the actor holds an office with the right to an action.
func places(actor authz.Actor, action authz.Action) []string {
	list := []string{}
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, action) {
			list = append(list, p.Path)
		}
	}
	return list
}

func (r Remedy) ownedBy(actor authz.Actor) bool {
	return !r.OfCell && actor.MemberID != 0 && r.MemberID == actor.MemberID
}

// readBy reports whether the words are for the actor: the owner, the cell, the committee directly above it, and who found
// the shortcoming.
func (r Remedy) readBy(actor authz.Actor) bool {
	near := places(actor, authz.RemedyRead)
	return r.ownedBy(actor) || slices.Contains(near, r.CellPath) || slices.Contains(near, r.AbovePath) || slices.Contains(near, r.OpenerPath)
}

// Veil takes out the words, and whose they are, for whom they are not.
func (r *Remedy) Veil(actor authz.Actor) {
	if r.readBy(actor) {
		return
	}
	r.Hidden, r.MemberID, r.MemberName = true, 0, ""
	r.SourceBasis, r.OpenedBy, r.Shortcoming, r.Cause, r.Action, r.Result, r.ReturnReason, r.VerifiedBy = "", "", "", "", "", "", "", ""
	r.EvidenceNumber, r.EvidenceLink = "", ""
}

// otherThanOwner refuses to let the owner judge: a member, or the cell, for which the committee directly above speaks.
func (r Remedy) otherThanOwner(actor authz.Actor) error {
	if r.ownedBy(actor) {
		return apperr.Forbidden("Việc tự sửa phải do người khác xác nhận, không phải chính đồng chí có hạn chế.")
	}
	near := places(actor, authz.RemedyVerify)
	if r.OfCell && (!slices.Contains(near, r.AbovePath) || slices.Contains(near, r.CellPath)) {
		return apperr.Forbidden("Việc tự sửa của cả chi bộ do " + r.AboveName + " xác nhận, chi bộ không tự xác nhận.")
	}
	return nil
}

// Judged reports whether the actor may say that it is mended, or is not, once it was reported.
func (r Remedy) Judged(actor authz.Actor) bool {
	return covers(actor, authz.RemedyVerify, r.CellPath) && r.otherThanOwner(actor) == nil
}

func covers(actor authz.Actor, action authz.Action, path string) bool {
	scope, err := actor.Scope(action)
	return err == nil && scope.Covers(path)
}

// Steps are what an actor may do with a remedy as it stands.
type Steps struct {
	Report, Judge, Roll, Note bool
	Theme                     bool // choose the theme, or say that it repeats an older one
	Again                     bool // open a new one that repeats it
	Attach                    bool // give files, or take them
}

// Steps tells what the actor may do next.
func (r Remedy) Steps(actor authz.Actor) Steps {
	writes := covers(actor, authz.ReviewWrite, r.CellPath)
	own := r.ownedBy(actor) && covers(actor, authz.OwnWrite, r.CellPath)
	opens := covers(actor, authz.RemedyOpen, r.CellPath) && !r.Hidden
	going := r.State != Verified && r.State != Carried
	return Steps{
		Report: r.State.Mending() && (writes || own), Roll: r.State.Mending() && writes, Note: going && (writes || own),
		Judge: r.State == Reported && r.Judged(actor), Theme: opens && r.State != Carried, Again: opens && r.State == Verified,
		Attach: going && (writes || own),
	}
}

// opener is the office by which the actor opens a remedy in the cell with a path: the one nearest to it.
func opener(actor authz.Actor, path string) authz.Post {
	var nearest authz.Post
	for _, p := range actor.Posts {
		if authz.Allows(p.Role, authz.RemedyOpen) && len(p.Path) > len(nearest.Path) && (p.Path == path || strings.HasPrefix(path, p.Path+".")) {
			nearest = p
		}
	}
	return nearest
}
