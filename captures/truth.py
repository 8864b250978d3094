# SPDX-License-Identifier: GPL-2.0-or-later
"""What the calls of a generated capture come to, counted from what the generator intends.

mixed.py notes each call here while it writes its messages and documents the figures. Times are in
microseconds, figures in seconds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

SECOND = 1_000_000
TIMER_F = 32 * SECOND  # 64*T1 with T1 of 500 ms, as all have whose BYE is in vain

CLASSES = {2: "success", 3: "redirection", 4: "client-failure", 5: "server-failure",
           6: "global-failure"}

# Scope of each final from 300 on, and the headline of its retry advice, without special context.
VERDICTS = {
    302: ("target", "redirected"), 401: ("message", "with-credentials"), 403: ("server", "no"),
    404: ("domain", "modified"), 407: ("hop", "with-credentials"), 408: ("server", "same"),
    410: ("domain", "modified"), 412: ("message", "modified"), 420: ("server", "modified"),
    422: ("server", "modified"), 423: ("server", "modified"), 480: ("ua", "later"),
    484: ("target", "modified"), 486: ("ua", "later"), 487: ("message", "not-applicable"),
    488: ("ua", "modified"), 489: ("ua", "modified"), 500: ("server", "later"),
    503: ("server", "elsewhere"), 504: ("server", "later"), 580: ("ua", "modified"),
    600: ("global", "later"), 603: ("global", "later"), 604: ("global", "no"),
    606: ("global", "modified"), 607: ("global", "no"), 608: ("global", "no"),
}


@dataclass(eq=False)
class Sending:
    """A sending of a message: the frame that shows it first, and the first sending of all."""

    first: "Sending | None" = None  # None: it is the first one
    frame: int = 0


@dataclass(eq=False)
class Answer:
    """A final response, and what it advises."""

    code: int
    retry_after: bool  # it says when to try again

    @property
    def scope(self) -> str:
        """How far the failure reaches."""
        return VERDICTS[self.code][0]

    @property
    def retry(self) -> str:
        """What the caller may do then. With Retry-After, 503 says to wait (21.5.4)."""
        waits = self.code == 503 and self.retry_after
        return "later" if waits else VERDICTS[self.code][1]


@dataclass(eq=False)
class Attempt:
    """A request at its originator's hop, and how it ended."""

    method: str
    uri: str  # what it asks for: the Request-URI, for REGISTER that of To
    form: str  # how that is written
    asked: int = 0
    request: Sending | None = None
    heard: int | None = None  # the first provisional response above 100
    early: set[str] = field(default_factory=set)  # To tags of those, and of a 2xx
    rang: bool = False
    code: int = 0  # of the final response; 0: none
    ended: int = 0
    final: Sending | None = None
    retry_after: bool = False  # the final says when to try again
    finals: dict[str, Answer] = field(default_factory=dict)  # of each server tried, by top Via
    outcome: str = ""

    @property
    def answer(self) -> Answer:
        """The final response that ended it."""
        return Answer(self.code, self.retry_after)


@dataclass(eq=False)
class Call:
    """What a caller wants once: its attempts, and the requests inside its dialog."""

    method: str
    call_id: str
    caller: str  # URI of From
    address: str  # of the caller
    next_hop: str  # address, port and transport of where the first attempt went
    purpose: str = ""  # of REGISTER: initial, refresh or deregistration
    refused_by_ue: bool = False  # the capture shows that the callee's own phone refused
    attempts: list[Attempt] = field(default_factory=list)
    inside: list[Attempt] = field(default_factory=list)

    @property
    def first(self) -> Attempt:
        return self.attempts[0]

    @property
    def last(self) -> Attempt:
        return self.attempts[-1]

    @property
    def outcome(self) -> str:
        """How the call ended: as its last attempt outside a dialog did."""
        return self.last.outcome

    @property
    def bye(self) -> Attempt | None:
        """The first BYE of either side."""
        return next((each for each in self.inside if each.method == "BYE"), None)

    @property
    def failed(self) -> bool:
        """True for what is reported: never a ping."""
        return self.outcome in ("failed", "unanswered") and self.method != "OPTIONS"

    @property
    def counts(self) -> bool:
        """Pings, and calls still open when the capture ends, are in no figure."""
        return self.method != "OPTIONS" and self.outcome != "open"


def outcome_of(method: str, code: int) -> str:
    """What a final response makes of an attempt, if nothing says otherwise."""
    if method == "OPTIONS":
        return "probed"
    if code in (401, 407):
        return "challenged"
    if code in (412, 422, 423, 491):
        return "negotiated"
    return {2: "answered", 3: "redirected"}.get(
        code // 100, "cancelled" if code == 487 else "failed")


def tally(values: Iterable[object]) -> dict[str, int]:
    """How often each value occurs, by value."""
    return {str(value): count for value, count in sorted(Counter(values).items())}


def ratio(numerator: int, denominator: int) -> dict[str, object]:
    """A figure in per cent; null: undefined, since there is nothing to compare with."""
    percent = round(100 * numerator / denominator, 2) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "percent": percent}


def spread(times: list[int]) -> dict[str, object]:
    """A figure in seconds; null: undefined, since there is no value."""
    def seconds(time: float) -> float:
        return round(time / SECOND, 6)

    if not times:
        return {"count": 0, "mean_s": None, "min_s": None, "max_s": None}
    return {"count": len(times), "mean_s": seconds(sum(times) / len(times)),
            "min_s": seconds(min(times)), "max_s": seconds(max(times))}


def failed_call(call: Call) -> dict[str, object]:
    """A row of the list of calls that failed."""
    last = call.last
    return {"call_id": call.call_id, "method": call.method, "outcome": call.outcome,
            "final_code": last.code or None, "first_frame": call.first.request.frame,
            "final_frame": last.final.frame if last.final else None, "caller": call.caller,
            "caller_address": call.address, "target": last.uri, "next_hop": call.next_hop}


def call_figures(calls: list[Call]) -> dict[str, object]:
    """All calls by method and outcome, pings and open ones too."""
    methods = sorted({call.method for call in calls})
    return {
        "total": len(calls),
        "by_method": tally(call.method for call in calls),
        "by_outcome": tally(call.outcome for call in calls),
        "by_method_and_outcome": {
            method: tally(call.outcome for call in calls if call.method == method)
            for method in methods},
    }


def attempt_figures(calls: list[Call]) -> dict[str, object]:
    """Attempts outside dialogs: all of them, and those of the calls that count."""
    return {
        "total": sum(len(call.attempts) for call in calls),
        "by_outcome": tally(each.outcome for call in calls for each in call.attempts),
        "counted": sum(len(call.attempts) for call in calls if call.counts),
    }


def answer_figures(answers: list[tuple[Attempt, Answer]]) -> dict[str, object]:
    """Final responses, each with what it answers."""
    refused = [(attempt, answer) for attempt, answer in answers if answer.code >= 300]
    methods = sorted({attempt.method for attempt, _ in answers})
    return {
        "by_class": tally(CLASSES[answer.code // 100] for _, answer in answers),
        "by_code": tally(answer.code for _, answer in answers),
        "by_method": {method: tally(answer.code for attempt, answer in answers
                                    if attempt.method == method) for method in methods},
        "by_scope": tally(answer.scope for _, answer in refused),
        "by_retry": tally(answer.retry for _, answer in refused),
        "by_target_form": tally(attempt.form for attempt, _ in refused),
    }


def final_figures(calls: list[Call]) -> dict[str, object]:
    """The final responses of the attempts that count, each once, at the originator's hop. An
    attempt with two requests there, of a client that went to another server, has the better one."""
    return answer_figures([(each, each.answer) for call in calls if call.counts
                           for each in call.attempts if each.code])


def finals_as_they_come(calls: list[Call]) -> dict[str, object]:
    """The same of whoever cannot know how it goes on: of calls that are still open too, and of
    each server that the client tried."""
    return answer_figures([(each, answer) for call in calls if call.method != "OPTIONS"
                           for each in call.attempts for answer in each.finals.values()])


def registration_figures(calls: list[Call]) -> dict[str, object]:
    """RRD and IRA (RFC 6076 4.1, 4.2) of REGISTER calls."""
    by_purpose = {purpose: [call for call in calls if call.purpose == purpose]
                  for purpose in ("initial", "refresh", "deregistration")}
    # From the first REGISTER of the call to its 200, whatever came between: the challenge, the
    # longer interval asked for, and a 503 after which the client tried again in the same call.
    delays = {purpose: spread([call.last.ended - call.first.asked for call in some
                               if call.outcome == "answered"])
              for purpose, some in by_purpose.items()}
    # Initial registrations that ended in a failure other than 401, 402, 407, or in silence; a 423
    # or 503 that the same call goes on from is no end.
    initial = by_purpose["initial"]
    ineffective = [call for call in initial if call.outcome == "unanswered" or
                   (call.last.code >= 400 and call.last.code not in (401, 402, 407))]
    return {"rrd": delays, "ira": ratio(len(ineffective), len(initial))}


def request_delays(calls: list[Call]) -> dict[str, object]:
    """SRD (RFC 6076 4.3): from the first INVITE of the call to the first response above 100 that
    is provisional, or to the final one."""
    def delays(outcome: str) -> dict[str, object]:
        some = [call for call in calls if call.outcome == outcome]
        # Challenges, redirections and what was negotiated lie within, so the first provisional
        # response of any attempt counts, but only the last one's final.
        times = [next((each.heard for each in call.attempts if each.heard is not None),
                      call.last.ended) - call.first.asked for call in some]
        # One value each further early dialog would give (5.4); they are only counted.
        further = sum(max(len(call.last.early) - 1, 0) for call in some)
        return spread(times) | {"further_early_dialogs": further}

    # Neither a redirection that was not followed, nor a challenge, nor silence is one of the three.
    return {outcome: delays(outcome) for outcome in ("answered", "failed", "cancelled")}


def is_effective(call: Call) -> bool:
    """NER: the network did its part. Answered; busy; rang without answer; refused by the user."""
    last = call.last
    return (call.outcome == "answered" or last.code in (480, 486, 600, 603, 607) or
            (last.code in (408, 487) and last.rang) or
            (last.code in (488, 606) and call.refused_by_ue))


def session_figures(calls: list[Call]) -> dict[str, object]:
    """The figures of INVITE calls: RFC 6076 4.3 to 4.9, ASR and NER."""
    answered = [call for call in calls if call.outcome == "answered"]
    redirected = [call for call in calls if call.outcome == "redirected"]
    invites = [each for call in calls for each in call.attempts]
    # 4.6 and 4.7: calls whose last attempt got 3xx leave the denominator. A redirection that was
    # followed is merged into its call, as a challenge is.
    established = len(calls) - len(redirected)

    def with_code(*codes: int) -> int:
        return sum(call.last.code in codes for call in calls)

    # 4.9: of the session requests, those 3xx included, without those still up at the end.
    hung_up = [call for call in answered if call.bye]
    completed = [call for call in hung_up if call.bye.code]
    timed_out = [call for call in hung_up if not call.bye.code]
    # 4.4: only a BYE that got its 2xx. 4.5: from the first 200 to the first BYE of either side,
    # whatever its final; apart those whose BYE was never answered, until its timer ran out.
    disconnected = [call.bye for call in hung_up if 200 <= call.bye.code < 300]

    def durations(some: list[Call], then: int = 0) -> dict[str, object]:
        return spread([call.bye.asked - call.last.ended + then for call in some])

    effective = sum(is_effective(call) for call in calls)
    return {
        "srd": request_delays(calls),
        "ser": ratio(len(answered), established),
        # The letter of 4.6: every INVITE request outside a dialog, challenged ones too.
        "ser_per_invite": ratio(len(answered), sum(each.code // 100 != 3 for each in invites)),
        "seer": ratio(len(answered) + with_code(480, 486, 600, 603), established),
        "seer_with_607_608": ratio(
            len(answered) + with_code(480, 486, 600, 603, 607, 608), established),
        # 4.8: 3xx stay in the denominator. Silence releases no call, so it stands beside.
        "isa": ratio(with_code(408, 500, 503, 504), len(calls)),
        "unanswered": sum(call.outcome == "unanswered" for call in calls),
        "scr": ratio(len(completed), len(calls) - (len(answered) - len(hung_up))),
        "sdd": spread([bye.ended - bye.asked for bye in disconnected]) | {
            "other_finals": len(completed) - len(disconnected), "timer_f": len(timed_out)},
        "sdt": {"completed": durations(completed), "timer_f": durations(timed_out, TIMER_F)},
        "asr": ratio(len(answered), len(calls)),
        "ner": ratio(effective, len(calls)),
        # Nobody is to blame for a wrong number but the caller.
        "ner_adjusted": ratio(effective + with_code(404, 410, 484, 604), len(calls)),
    }


def figures(calls: list[Call]) -> dict[str, object]:
    """All key figures of these calls."""
    counted = [call for call in calls if call.counts]

    def of(method: str) -> list[Call]:
        return [call for call in counted if call.method == method]

    return {"calls": tally(call.method for call in counted),
            **registration_figures(of("REGISTER")), **session_figures(of("INVITE"))}


def key_figures(calls: list[Call]) -> dict[str, object]:
    """The key figures of the whole capture and of each next hop."""
    hops = sorted({call.next_hop for call in calls})
    return {"whole": figures(calls),
            "per_next_hop": {hop: figures([call for call in calls if call.next_hop == hop])
                             for hop in hops}}
