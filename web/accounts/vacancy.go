package accounts

import (
	"net/http"
	"strconv"

	"tusoi/internal/authz"
	"tusoi/internal/org"
	"tusoi/internal/vacancy"
	"tusoi/web/kit"
	"tusoi/web/ui"
)

type vacanciesView struct {
	list     []vacancy.Vacancy
	groups   []vacancyGroup
	chosen   map[int64]bool
	problems []ui.Problem
}

// vacancyGroup is what lies under one grassroots organisation, or directly under the committee.
type vacancyGroup struct {
	Name string
	List []vacancy.Vacancy
}

// Vacancies lists the units for which nobody can sign in yet.
func (p *Pages) Vacancies(w http.ResponseWriter, r *http.Request) error {
	return p.vacancies(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) vacancies(w http.ResponseWriter, r *http.Request, status int, chosen []int64, problems []ui.Problem) error {
	list, err := p.Vacancy.List(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	v := vacanciesView{list: list, groups: grouped(list), chosen: map[int64]bool{}, problems: problems}
	for _, id := range chosen {
		v.chosen[id] = true
	}
	return kit.Render(w, r, status, vacancies(kit.Chrome(r), v))
}

// grouped keeps an organisation together with its cells, as the list has them, and puts the cells that lie directly under the
// committee into one group at the end.
func grouped(list []vacancy.Vacancy) []vacancyGroup {
	var groups []vacancyGroup
	alone := vacancyGroup{Name: org.KindGrassrootsCell.Label()}
	for _, v := range list {
		name := v.Above
		if name == "" {
			name = v.UnitName
			if v.Role == authz.Secretary {
				alone.List = append(alone.List, v)
				continue
			}
		}
		if n := len(groups); n == 0 || groups[n-1].Name != name {
			groups = append(groups, vacancyGroup{Name: name})
		}
		g := &groups[len(groups)-1]
		g.List = append(g.List, v)
	}
	if len(alone.List) > 0 {
		groups = append(groups, alone)
	}
	return groups
}

// CreateForUnits opens the accounts of the ticked units and shows their slips, once.
func (p *Pages) CreateForUnits(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ReadForm(w, r)
	if err != nil {
		return err
	}
	var units []int64
	for _, text := range r.PostForm["units"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			units = append(units, id)
		}
	}
	firsts, err := p.Vacancy.Fill(r.Context(), kit.Actor(r), units)
	if err == nil {
		return p.slip(w, r, firsts...)
	}
	if !f.Take(err) {
		return err
	}
	return p.vacancies(w, r, http.StatusUnprocessableEntity, units, f.Problems)
}
