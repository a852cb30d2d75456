"""What a list would take of a drag, in a few words."""

from PySide6.QtCore import QCoreApplication

from ...core.dropped import Plan, Share, share_of
from ...core.request import VideoRequest
from ...core.spec import Kind

_NOT_OF_KIND = {
    Kind.IMAGE: "not an image",
    Kind.VIDEO: "not a video",
    Kind.AUDIO: "not audio",
}


def verdict_of(kind: Kind, plan: Plan, request: VideoRequest, slot: str = "") -> tuple[str, bool]:
    """The words of the list of ``kind``, and whether it would take anything.

    ``slot`` is what the filled frame under the drag is called, which one link would replace.
    """
    share = plan.shares.get(kind, Share())
    if kind is Kind.VIDEO and plan.clips:
        clips = share_of(kind, [""] * (len(share.fits) + plan.clips), request)
        share = Share(clips.fits, (*share.stays_out, *clips.stays_out))
    takes, every = len(share.fits), len(share.fits) + len(share.stays_out)
    if slot and every == 1:
        return _said("would replace {slot}").format(slot=slot), True
    if takes and takes == every:
        return _said("would take {count}").format(count=takes), True
    if takes:
        return _said("would take {count} of {all}").format(count=takes, all=every), True
    if every:
        return _said("full"), False
    if plan.link_files or plan.unsorted:
        return _said("may take it"), True
    return _said(_NOT_OF_KIND[kind]), False


def _said(words: str) -> str:
    return QCoreApplication.translate("ReferenceVerdict", words)
