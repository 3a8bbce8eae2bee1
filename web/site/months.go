package site

import (
	"tusoi/internal/authz"
	"tusoi/web/addenda"
	"tusoi/web/conducts"
	"tusoi/web/packets"
	"tusoi/web/reviews"
)

// months are a cell's month, its remedies, and the packet on its way up.
func (s *Site) months() []Route {
	sheet := &reviews.Pages{Review: s.Review, Substance: s.Substance, Remedy: s.Remedy, Theme: s.Theme, Org: s.Org, Committee: s.Committee, Now: s.Now}
	found := &conducts.Pages{Review: s.Review, Now: s.Now}
	right := &addenda.Pages{Packet: s.Packet, Review: s.Review}
	packet := &packets.Pages{Substance: s.Substance, Packet: s.Packet, Review: s.Review, Deadline: s.Deadline, Org: s.Org, Notice: s.Notice, Now: s.Now}
	return []Route{
		{get, "/to-chuc/{unit}/thang/{month}", authz.ReviewRead, sheet.Sheet},
		{post, "/to-chuc/{unit}/thang/{month}", authz.ReviewWrite, sheet.SaveAll},
		{post, "/to-chuc/{unit}/thang/{month}/o", authz.ReviewWrite, sheet.SaveField},
		{post, "/to-chuc/{unit}/thang/{month}/viec-tu-sua", authz.ReviewWrite, sheet.AddRemedy},
		{get, "/to-chuc/{unit}/thang/{month}/bieu-hien/{member}", authz.ReviewWrite, found.Form},
		{post, "/to-chuc/{unit}/thang/{month}/bieu-hien/{member}", authz.ReviewWrite, found.Save},
		{get, "/to-chuc/{unit}/thang/{month}/gui", authz.PacketSend, sheet.ReadBack},
		{post, "/to-chuc/{unit}/thang/{month}/gui", authz.PacketSend, sheet.Send},
		{get, "/to-chuc/{unit}/thang/{month}/in", authz.ReviewRead, sheet.Print},
		{post, "/viec-tu-sua/{remedy}/bao-xong", authz.ReviewWrite, sheet.ReportRemedy},
		{post, "/viec-tu-sua/{remedy}/xac-nhan", authz.RemedyVerify, sheet.VerifyRemedy},
		{post, "/viec-tu-sua/{remedy}/doi-han", authz.ReviewWrite, sheet.RollRemedy},
		{get, "/phieu-cua-toi/{month}", authz.OwnRead, sheet.Sheet},
		{post, "/phieu-cua-toi/{month}", authz.OwnWrite, sheet.SaveAll},
		{post, "/phieu-cua-toi/{month}/o", authz.OwnWrite, sheet.SaveField},
		{post, "/phieu-cua-toi/{month}/viec-tu-sua", authz.OwnWrite, sheet.AddRemedy},
		{post, "/phieu-cua-toi/{month}/viec-tu-sua/{remedy}/bao-xong", authz.OwnWrite, sheet.ReportRemedy},
		{get, "/phieu-cua-toi/{month}/bieu-hien", authz.OwnWrite, found.OwnForm},
		{post, "/phieu-cua-toi/{month}/bieu-hien", authz.OwnWrite, found.SaveOwn},
		{get, "/bieu-hien", authz.RuleRead, found.Index},

		{get, "/to-chuc/{unit}/thang/{month}/dinh-chinh", authz.ReviewRead, right.Show},
		{post, "/to-chuc/{unit}/thang/{month}/dinh-chinh", authz.PacketSend, right.Add},

		{get, "/duyet", authz.PacketRead, packet.Index},
		{get, "/duyet/{unit}/{month}/chot", authz.PacketDecide, packet.Closing},
		{post, "/duyet/{unit}/{month}/chot", authz.PacketDecide, packet.Close},
		{post, "/duyet/nhac", authz.PacketDecide, packet.Remind},
		{get, "/duyet/{unit}/{month}", authz.ReviewRead, packet.Show},
		{post, "/duyet/{unit}/{month}/nhan", authz.PacketDecide, packet.Take},
		{post, "/duyet/{unit}/{month}/duyet", authz.PacketDecide, packet.Approve},
		{post, "/duyet/{unit}/{month}/tra-lai", authz.PacketDecide, packet.Return},
	}
}
