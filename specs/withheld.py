"""A tender as it stood at an earlier entry, without what was hidden or taken back since: what may still be told of it."""

from dataclasses import replace

from specs.proposed import Counter, Decision, Offer, Proposal, Stand
from specs.tender import Idea, Tender
from specs.threads import Post, Thread


def as_it_may_be_told(then: Tender, now: Tender) -> Tender:
    """``then`` with the words that people said and ``now`` are not to be read any more out of it: never change it."""
    return replace(
        then,
        threads={name: _thread(each, now.threads[name]) for name, each in then.threads.items()},
        proposals={name: _proposal(each, now.proposals[name]) for name, each in then.proposals.items()},
        ideas={name: _idea(each, now.ideas[name]) for name, each in then.ideas.items()},
    )


def _thread(then: Thread, now: Thread) -> Thread:
    kept = {post.stamp: post for post in now.posts}
    agreed = {member: given for member, given in then.agreed.items() if member in now.agreed}
    return replace(then, posts=[_post(each, kept[each.stamp]) for each in then.posts], agreed=agreed)


def _post(then: Post, now: Post) -> Post:
    return replace(then, text=then.text if now.text is not None else None, hiding=now.hiding, taken_back=now.taken_back)


def _proposal(then: Proposal, now: Proposal) -> Proposal:
    return replace(
        then,
        offers=[_offer(each, other) for each, other in zip(then.offers, now.offers, strict=False)],
        counters=[_counter(each, other) for each, other in zip(then.counters, now.counters, strict=False)],
        stands={member: _stand(stand, now.stands[member]) for member, stand in then.stands.items() if member in now.stands},
        decision=_decision(then.decision, now.decision) if then.decision and now.decision else None,
        taken_back=now.taken_back,
    )


def _offer(then: Offer, now: Offer) -> Offer:
    return then if now.texts is not None else replace(then, texts=None)


def _counter(then: Counter, now: Counter) -> Counter:
    return replace(then, offer=_offer(then.offer, now.offer), taken_back=now.taken_back, reason=then.reason if not now.taken_back else "")


def _stand(then: Stand, now: Stand) -> Stand:
    """What somebody said when they stood elsewhere goes with it."""
    return then if then.stamp == now.stamp else replace(then, because="", acceptable="")


def _decision(then: Decision, now: Decision) -> Decision:
    gone = {each.number: each.taken_back for each in now.dissents if each.taken_back}
    dissents = [
        replace(each, taken_back=gone[each.number], matters="", acceptable="") if each.number in gone else each for each in then.dissents
    ]
    return replace(then, dissents=dissents)


def _idea(then: Idea, now: Idea) -> Idea:
    return replace(then, text="", taken_back=now.taken_back) if now.taken_back else then
