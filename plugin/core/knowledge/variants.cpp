// imsfail: what a status code means in a particular circumstance, as a table
//
// The rows ascend by circumstance and code; code 0 is the row for all codes without one of their
// own. Texts that are not set stay those of the code's record, so read a new row together with it.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/variants.h"

#include <algorithm>
#include <utility>

namespace imsfail::knowledge {
namespace {

constexpr RetryVerdict kNotApplicable{.headline = Retry::NotApplicable};
constexpr RetryVerdict kNoRetry{.headline = Retry::No};
constexpr RetryVerdict kModified{.headline = Retry::Modified, .modified = true};
constexpr RetryVerdict kLater{.headline = Retry::Later, .later = true};
constexpr RetryVerdict kElsewhere{.headline = Retry::Elsewhere, .elsewhere = true};

// Texts that several rows share.
constexpr const char *kOneRoute =
    "Within a dialog there is one route and no other branch; the answer goes back along it.";
constexpr const char *kNextProbe =
    "The next OPTIONS at the sender's interval, if it is a health check.";
constexpr const char *kNotDelivered =
    "By RFC 3428 the message was not delivered. With SMS over IP the sending side commonly tries "
    "another way, such as SMS over NAS.";
constexpr const char *kRefused = "RFC 3428 counts a 6xx to MESSAGE as delivered, but refused.";
constexpr const char *kRefusedAdvice =
    "By RFC 3428 it has been delivered already. The recipient may take a message later; "
    "Retry-After, if present, says when.";
constexpr const char *kByeForeignCode =
    "The code is made for other requests. To a BYE it says only that the BYE was refused.";
constexpr const char *kByeContact =
    "The code speaks of the other side's own Contact address, not of the dialled number.";
constexpr const char *kByeNewAddress =
    "The address used for the other side, if its Contact is outdated.";
constexpr const char *kWhatIsNamed = "What the reason phrase or the vendor names.";
constexpr const char *kNotUnchanged =
    "The same request should not be repeated unchanged at this server.";
constexpr const char *kPrivateUse =
    "A fault of the node that answered, or a private use of the code.";
constexpr const char *kAsAny4xx =
    "A forking proxy keeps it while other branches go on, as any 4xx.";
constexpr const char *kByeCause =
    "The other end or a node on the route refuses the BYE; commonly the remote Contact or a Route "
    "entry is no longer valid.";
constexpr const char *kByeInspect =
    "Request-URI and Route of the BYE against Contact and Record-Route of the dialog; which node "
    "answered.";
constexpr const char *kByeNextStep =
    "Check whether the other end and the charging nodes on the path have seen the end of the "
    "session; they may still hold it.";
constexpr Texts kNobodyAnswered{
    .meaning = "The called device rang, and nobody answered in time.",
    .cause = "Nobody picked up, or a no-answer timer of the device or of a service in the "
             "network ran out; see how long it rang.",
    .inspect = "How long it rang, and Reason: Q.850 19 says no answer from the user.",
    .next_step = "Usually nothing to repair. If it rang too short or too long, look at the "
                 "no-answer timers on the path.",
};
constexpr const char *kByeAdvice =
    "The session of the BYE's sender is over anyway; the other end may still hold its own.";
constexpr const char *kByeFollowUp = "The session of the BYE's sender has ended.";
constexpr const char *kNewDialog = "A new dialog.";
constexpr const char *kUsageOverMethod =
    "Only another method may be tried; the session or subscription that this request was for has "
    "ended.";
constexpr const char *kDialogOver =
    "Nothing can be repeated in this dialog; a new one may be set up.";
constexpr const char *kDialogGone =
    "By RFC 5057 the dialog has ended, and with it every session or subscription that it held.";
constexpr const char *kUsageGone =
    "By RFC 5057 this session or subscription has ended; others in the same dialog may go on.";
constexpr const char *kGoesOn = "The dialog goes on; it is only this request that failed.";
constexpr const char *kTargetCause =
    "Commonly the remote address of the dialog is outdated: new IP address or port, registration, "
    "restart, or NAT.";
constexpr const char *kTargetInspect =
    "The Request-URI against the latest Contact of the other side, its Route set, and the other "
    "side's registrations since.";
constexpr const char *kTargetNextStep =
    "Find what made the other side's Contact invalid, or the node that rewrote it on its way.";
constexpr const char *kRegister6xxMeaning =
    "A 6xx to a REGISTER. A registrar must not send one, so a node on the path made it, or the "
    "registrar breaks the rule.";
constexpr const char *kRegister6xxCause =
    "Commonly a CSCF, SBC or application server that refuses with a code made for calls.";
constexpr const char *kRegister6xxInspect =
    "Who answered (Response-Source, Server, the last hop of the REGISTER), Reason, and in IMS the "
    "HSS answer on Cx.";
constexpr const char *kRegister6xxNextStep =
    "Find the node that made the 6xx, and the condition under which it does so. The code's usual "
    "meaning does not apply.";
constexpr const char *kRegister6xxAdvice =
    "The code's rules for a repeat are about calls; a new registration is unlikely to fare better "
    "until that node is corrected.";

// A BYE refused for the address it went to, or with a code that says nothing of a BYE.
constexpr Variant bye_refused(std::uint16_t code, const char *meaning = nullptr,
                              const char *change = nullptr) {
    return {
        .circumstance = Circumstance::ToBye,
        .code = code,
        .max_severity = Severity::Note,
        .texts =
            {
                .meaning = meaning,
                .cause = kByeCause,
                .inspect = kByeInspect,
                .next_step = kByeNextStep,
                .change = change,
                .advice = kByeAdvice,
                .proxy = kOneRoute,
                .follow_up = kByeFollowUp,
            },
        .references = {"RFC 3261 15.1.1"},
    };
}

// clang-format off
constexpr Variant kVariants[] = {

    // CANCEL: its own answer never decides about the call

    {
        .circumstance = Circumstance::ToCancel,
        .code = 0,
        .kind = Kind::Harmless,
        .category = Category::Dialog,
        .scope = Scope::Message,
        .retry = kNotApplicable,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "This answers the CANCEL only. The request it was to stop has a final "
                       "answer of its own.",
            .cause = "Commonly the two crossed: the request had its final answer already. Or the "
                     "CANCEL does not match it (branch, CSeq number, tags).",
            .inspect = "The final answer to the request with the same branch, and which of the two "
                       "came first.",
            .next_step = "Judge the call by the answer to the request itself. If that goes on "
                         "ringing, compare its branch with the one of the CANCEL.",
            .advice = "There is nothing to try again.",
            .proxy = "CANCEL is answered hop by hop; this answer does not travel on.",
            .follow_up = "The final answer to the request itself.",
        },
        .references = {"RFC 3261 9.2", "RFC 5057 5.1"},
    },

    // BYE: the session of its sender is over whatever the answer is

    {
        .circumstance = Circumstance::ToBye,
        .code = 0,
        .max_severity = Severity::Note,
        .texts = {
            .next_step = kByeNextStep,
            .advice = kByeAdvice,
            .proxy = kOneRoute,
            .follow_up = kByeFollowUp,
        },
        .references = {"RFC 3261 15.1.1"},
    },
    { // a challenge stays a challenge
        .circumstance = Circumstance::ToBye,
        .code = 401,
        .max_severity = Severity::Note,
        .texts = {
            .proxy = kOneRoute,
        },
        .references = {"RFC 3261 15.1.1"},
    },
    bye_refused(403),
    bye_refused(404,
                "The other side's own Contact address is no longer accepted. It is not about "
                "the dialled number.", kByeNewAddress),
    {
        .circumstance = Circumstance::ToBye,
        .code = 407,
        .max_severity = Severity::Note,
        .texts = {
            .proxy = kOneRoute,
        },
        .references = {"RFC 3261 15.1.1"},
    },
    {
        .circumstance = Circumstance::ToBye,
        .code = 408,
        .kind = Kind::Harmless,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNotApplicable,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The BYE got no answer in time. The session of its sender is over all the "
                       "same.",
            .cause = "The other end or a node on the route is silent; commonly a UE that lost "
                     "coverage.",
            .inspect = "Retransmissions of the BYE at each hop, and the last hop that passed it "
                       "on.",
            .next_step = "Check that the nodes behind the silent hop release the session and close "
                         "its charging record.",
            .advice = "There is nothing to try again.",
            .proxy = kOneRoute,
            .follow_up = "The session has ended.",
        },
        .references = {"RFC 3261 15.1.1"},
    },
    bye_refused(410,
                "The other side's own Contact address is gone for good. It is not about the "
                "dialled number.", kByeNewAddress),
    bye_refused(422, kByeForeignCode, kWhatIsNamed),
    bye_refused(433, kByeForeignCode, kWhatIsNamed),
    bye_refused(480,
                "The other side can no longer be reached at its Contact; it may have dropped "
                "out of the session already."),
    {
        .circumstance = Circumstance::ToBye,
        .code = 481,
        .kind = Kind::Harmless,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNotApplicable,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The other end no longer knows this dialog. The session of the BYE's sender "
                       "is over all the same.",
            .cause = "Both sides hung up at once, or the other end had ended or lost the dialog "
                     "before.",
            .inspect = "A BYE of the other side just before, the session timer, and a restart or "
                       "failover of the answering node.",
            .next_step = "Usually nothing to repair. If users report dropped calls, find when the "
                         "other end lost the dialog.",
            .advice = "There is nothing to try again.",
            .proxy = kOneRoute,
            .follow_up = "The session has ended.",
        },
        .references = {"RFC 3261 15.1.1"},
    },
    bye_refused(484, kByeContact, kByeNewAddress),
    bye_refused(485, kByeContact, kByeNewAddress),
    bye_refused(486, kByeForeignCode),
    bye_refused(488, kByeForeignCode, kWhatIsNamed),
    bye_refused(491, kByeForeignCode),
    bye_refused(600, kByeForeignCode),
    bye_refused(603, kByeForeignCode),
    bye_refused(604,
                "The other side's own Contact address is claimed to exist nowhere. It is not "
                "about the dialled number."),
    bye_refused(606, kByeForeignCode, kWhatIsNamed),
    bye_refused(607, kByeForeignCode),
    bye_refused(608, kByeForeignCode),

    // OPTIONS outside a dialog: the answer an INVITE should get, but nobody called

    {
        .circumstance = Circumstance::ToOptions,
        .code = 0,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .next_step = "No call was made: OPTIONS asks what an INVITE should get. If it is a "
                         "health check, see whether its sender now avoids this target.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 403,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The node is alive but refuses the probe; an INVITE from this sender should "
                       "get 403 too.",
            .cause = "Commonly a source address or From domain that this node does not accept.",
            .next_step = "Allow the prober at this node, or let it count any answer as a sign of "
                         "life.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 404,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "An INVITE to this address should get 404: no such user here, or a domain "
                       "that this node does not serve.",
            .cause = "Commonly a health check to an address that the target has no user for. The "
                     "answer still shows that a node is alive.",
            .inspect = "The Request-URI of the OPTIONS: has it a user part, and is its host the "
                       "name or address by which the target knows itself?",
            .next_step = "Probe an address that the target knows, or let the prober count any "
                         "answer as a sign of life.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 405,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The node is alive but does not allow OPTIONS at this address.",
            .cause = "OPTIONS is switched off at this node or for this trunk.",
            .next_step = "Let the prober count any answer as a sign of life, or probe in another "
                         "way.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 408,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "A node on the path reports that the target of the probe did not answer in "
                       "time.",
            .cause = "The target behind that node is down or unreachable, or ignores OPTIONS.",
            .inspect = "The legs behind the node that answered: was the OPTIONS sent on, and which "
                       "hop stays silent?",
            .next_step = "Follow the OPTIONS behind the node that answered, and find the hop that "
                         "stays silent.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2", "RFC 4320 4.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 480,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "An INVITE should get 480: the probed user cannot be reached now. The node "
                       "that answered is alive.",
            .cause = "Commonly a user that is not registered at present.",
            .inspect = "The user part of the Request-URI, and the registration of that user.",
            .next_step = "Check the registration of the probed user; for a mere health check, "
                         "probe the server and not a user.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 486,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "An INVITE should get 486: the probed device is busy now. It is reachable.",
            .cause = "The device is in a call, or is set to busy.",
            .inspect = "Other calls of the probed device.",
            .next_step = "Nothing to repair; the device answers.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 501,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The node is alive but does not implement OPTIONS.",
            .cause = "A node without the capability query.",
            .next_step = "Let the prober count any answer as a sign of life, or probe in another "
                         "way.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 503,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The probed server says that it can take no calls for the moment.",
            .next_step = "See whether the prober takes this server out of use, and when the first "
                         "good answer follows.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },
    {
        .circumstance = Circumstance::ToOptions,
        .code = 604,
        .kind = Kind::Probe,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "An INVITE to this address should get 604: the answer claims that the "
                       "probed user exists nowhere. The node that answered is alive.",
            .cause = "Commonly a health check whose Request-URI has no user part or one that this "
                     "network does not know.",
            .next_step = "Probe an address that the target knows, or let the prober count any "
                         "answer as a sign of life.",
            .follow_up = kNextProbe,
        },
        .references = {"RFC 3261 11.2"},
    },

    // a challenge for credentials that answered the last one: they are wrong

    {
        .circumstance = Circumstance::CredentialsRejected,
        .code = 401,
        .kind = Kind::Failure,
        .category = Category::Authentication,
        .retry = kModified,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "The credentials answered the last challenge of this realm and are refused: "
                       "another challenge comes instead of an answer.",
            .cause = "A wrong password or key, a wrong user name for the realm, or, with AKA, an "
                     "expected response that differs from the UE's.",
            .inspect = "User name, realm, nonce, uri and qop of the Authorization against the "
                       "challenge before it; in IMS the authentication vector from the HSS.",
            .next_step = "Check the stored credentials on both sides. Repeating the same ones can "
                         "only end in the same challenge.",
            .change = "Other credentials; those that were refused must not be sent again.",
            .advice = "Only with other credentials.",
            .follow_up = "Commonly the user is asked, or the sender gives up.",
        },
        .references = {"RFC 3261 22.1"},
    },
    {
        .circumstance = Circumstance::CredentialsRejected,
        .code = 407,
        .kind = Kind::Failure,
        .category = Category::Authentication,
        .retry = kModified,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "The credentials answered the proxy's last challenge of this realm and are "
                       "refused: another challenge comes instead of an answer.",
            .cause = "A wrong password, or a wrong user name for this proxy's realm.",
            .inspect = "User name, realm, nonce, uri and qop of the Proxy-Authorization against "
                       "the challenge before it.",
            .next_step = "Check the credentials for this proxy on both sides. Repeating the same "
                         "ones can only end in the same challenge.",
            .change = "Other credentials; those that were refused must not be sent again.",
            .advice = "Only with other credentials.",
            .follow_up = "Commonly the user is asked, or the caller gives up.",
        },
        .references = {"RFC 3261 22.1"},
    },

    // REGISTER: the subject is the address of record in To

    {
        .circumstance = Circumstance::ToRegister,
        .code = 401,
        .texts = {
            .cause = "The normal first answer to a REGISTER, or to a later one when the network "
                     "wants to authenticate again. In IMS commonly AKA.",
            .follow_up = "A REGISTER with Authorization; with IMS AKA commonly inside the IPsec "
                         "association just agreed.",
        },
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 403,
        .texts = {
            .meaning = "The registration is refused; credentials would not change that.",
            .cause = "Commonly a subscriber unknown or barred in the HSS, public and private "
                     "identity that do not belong together, or roaming not allowed.",
            .inspect = "To and the username in Authorization, P-Visited-Network-ID, "
                       "Response-Source; behind the I-CSCF the HSS answer on Cx.",
            .next_step = "Look up the result code the HSS gave the I-CSCF or S-CSCF; then check "
                         "the subscription, its identities and roaming rights.",
            .advice = "The request should not be repeated; a UE commonly ends its registration "
                      "attempt here.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 404,
        .texts = {
            .meaning = "The address of record in To is said not to be valid at the domain of the "
                       "Request-URI; or a node on the way does not handle that domain.",
            .cause = "A public identity that is not provisioned here, a wrong home domain in the "
                     "client, or a REGISTER sent to the wrong network.",
            .inspect = "User and domain of To against the Request-URI, and the entry for this "
                       "identity in the registrar or HSS.",
            .next_step = "Compare To with the identities provisioned for this subscriber, and the "
                         "home domain with what SIM or account say.",
            .change = "The address of record in To, or the home domain.",
            .advice = "Not with this address of record at this domain.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 408,
        .texts = {
            .cause = "A CSCF, registrar or HSS that stays silent.",
            .inspect = "The legs behind this node: was the REGISTER sent on, and did the HSS "
                       "answer on Cx?",
            .next_step = "Find the last hop that got no answer. Commonly the UE tries again or "
                         "goes to another P-CSCF.",
        },
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 423,
        .texts = {
            .cause = "The registration time asked for is below the registrar's minimum; a normal "
                     "step of negotiation, which RFC 3261 allows only below an hour.",
            .follow_up = "A REGISTER with a longer expiry time.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 480,
        .category = Category::Server,
        .scope = Scope::Server,
        .texts = {
            .meaning = "A node on the path answers 480: the registration cannot be done now. No "
                       "called user is involved.",
            .cause = "Commonly a CSCF or SBC that cannot reach or choose a registrar.",
            .inspect = "Who answered (Response-Source, Server), Retry-After, and the leg from "
                       "there to the registrar or S-CSCF.",
            .next_step = "Trace from the node that answered toward the registrar, and check that "
                         "its S-CSCF or registrar is in service.",
            .advice = "The client may register again later, or by another entry point such as "
                      "another P-CSCF.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 500,
        .texts = {
            .cause = "A fault in registrar, CSCF or HSS; commonly also a protected REGISTER for a "
                     "user that the S-CSCF no longer knows.",
            .next_step = "Follow the 500 to the node that made it; look there for the HSS query "
                         "and the state kept for this user.",
        },
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 503,
        .texts = {
            .cause = "Overload or maintenance of a CSCF or registrar, commonly after many devices "
                     "lost their registration at once.",
            .next_step = "Check the registration rate and load of that server, and whether devices "
                         "wait for Retry-After or go to another P-CSCF.",
        },
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 504,
        .texts = {
            .cause = "A CSCF got no timely answer from the HSS, DNS or the next CSCF.",
            .next_step = "Find the Cx or DNS query, or the next hop, that stayed silent. Commonly "
                         "the UE registers again later.",
        },
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 600,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = kRegister6xxMeaning,
            .cause = "Commonly a node that refuses with a code made for calls; an IMS I-CSCF does "
                     "so when it finds no S-CSCF. No busy user is involved.",
            .inspect = kRegister6xxInspect,
            .next_step = "Find the node that made the 600, and the condition under which it does "
                         "so. If it is an I-CSCF: check S-CSCF selection and capabilities.",
            .advice = "The client may register again later; Retry-After, if present, says when.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 603,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = kRegister6xxMeaning,
            .cause = kRegister6xxCause,
            .inspect = kRegister6xxInspect,
            .next_step = kRegister6xxNextStep,
            .advice = "The client may register again later; Retry-After, if present, says when.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 604,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = kRegister6xxMeaning,
            .cause = "Commonly an identity that the answering node does not know as a user of its "
                     "network.",
            .inspect = "Who answered, To (user and domain), and in IMS the HSS answer on Cx.",
            .next_step = "Compare To with the identities provisioned for this subscriber, and find "
                         "out why this node sends 604 instead of 403 or 404.",
            .advice = "Not with this address of record.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 606,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = kRegister6xxMeaning,
            .cause = kRegister6xxCause,
            .inspect = kRegister6xxInspect,
            .next_step = kRegister6xxNextStep,
            .change = "What Warning or the reason phrase names; a REGISTER offers no media.",
            .advice = "Not unchanged; if nothing is named, a new registration is unlikely to fare "
                      "better until that node is corrected.",
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 607,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = kRegister6xxMeaning,
            .cause = kRegister6xxCause,
            .inspect = kRegister6xxInspect,
            .next_step = kRegister6xxNextStep,
            .advice = kRegister6xxAdvice,
        },
        .references = {"RFC 3261 10.3"},
    },
    {
        .circumstance = Circumstance::ToRegister,
        .code = 608,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = kRegister6xxMeaning,
            .cause = kRegister6xxCause,
            .inspect = kRegister6xxInspect,
            .next_step = kRegister6xxNextStep,
            .advice = kRegister6xxAdvice,
        },
        .references = {"RFC 3261 10.3"},
    },

    // SUBSCRIBE outside a dialog: the subject is the state of a resource

    {
        .circumstance = Circumstance::ToSubscribe,
        .code = 403,
        .texts = {
            .cause = "Commonly a subscriber that may not watch this resource, or that is not "
                     "registered here.",
            .next_step = "Check the authorisation rules of the server for this event package, and "
                         "the subscriber's registration.",
        },
    },
    {
        .circumstance = Circumstance::ToSubscribe,
        .code = 404,
        .texts = {
            .meaning = "The server has no state of this kind for the Request-URI, or does not "
                       "serve its domain. That does not prove the number unknown.",
            .cause = "Commonly a mailbox, presence entry or list that is not set up for this user, "
                     "or a SUBSCRIBE routed to the wrong server.",
            .inspect = "Event and Request-URI, and which server answered: the one meant for this "
                       "event package?",
            .next_step = "Check at that server whether the resource exists for this package, and "
                         "which filter criterion or route led there.",
            .change = "Another resource, or the set-up of this one at the server.",
            .advice = "Not unchanged. Retry-After, if present, says when the other side is "
                      "expected. A call to the same number may well succeed.",
        },
    },
    {
        .circumstance = Circumstance::ToSubscribe,
        .code = 480,
        .texts = {
            .meaning = "The state cannot be had now: the notifier, commonly the watched device "
                       "itself, cannot be reached.",
            .cause = "Commonly a watched device that is not registered.",
            .inspect = "Event, the watched user's registration, Retry-After, and who answered.",
            .next_step = "Check the watched user's registration, or whether a server should keep "
                         "this state instead of the device.",
        },
    },
    {
        .circumstance = Circumstance::ToSubscribe,
        .code = 604,
        .texts = {
            .meaning = "The answer claims that the watched resource exists nowhere. How much that "
                       "is worth depends on who says it.",
            .cause = "Commonly a server or I-CSCF that does not know the address as a user of its "
                     "network.",
        },
    },

    // NOTIFY

    {
        .circumstance = Circumstance::ToNotify,
        .code = 481,
        .severity = Severity::Note,
        .texts = {
            .meaning = "The subscriber no longer knows this subscription; the notifier has to end "
                       "it.",
            .cause = "The subscriber dropped the subscription, restarted or deregistered, or the "
                     "NOTIFY came after its end.",
            .inspect = "Subscription-State of the NOTIFY, the last SUBSCRIBE and its expiry time, "
                       "and the subscriber's registration.",
            .next_step = "Usually nothing to repair. If the subscriber still needs the state, look "
                         "for a new SUBSCRIBE.",
            .advice = "No repeat: the subscription is gone. The subscriber may subscribe anew.",
        },
        .references = {"RFC 6665 4.2.2"},
    },
    {
        .circumstance = Circumstance::ToNotify,
        .code = 489,
        .texts = {
            .meaning = "The receiver of the NOTIFY does not support its event package; the "
                       "subscription ends.",
            .cause = "Commonly a NOTIFY that nobody had subscribed to.",
            .inspect = "Event of the NOTIFY, and the SUBSCRIBE or REFER that it belongs to.",
            .next_step = "Find why the notifier sends this package to a device that did not ask "
                         "for it.",
        },
        .references = {"RFC 6665 4.2.2"},
    },

    // MESSAGE: 4xx and 5xx not delivered, 6xx delivered but refused (RFC 3428 7)

    {
        .circumstance = Circumstance::ToMessage,
        .code = 400,
        .texts = {
            .inspect = "The reason phrase and Warning, which should name the fault; then "
                       "Content-Type, Content-Length and the body of the MESSAGE.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 403,
        .texts = {
            .cause = "Commonly a sender that is not registered or not allowed to send messages to "
                     "this destination.",
            .next_step = "Check the sender's registration and messaging or SMS subscription at the "
                         "node that answered.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 404,
        .texts = {
            .meaning = "The message was not delivered: the address is unknown at the domain of the "
                       "Request-URI, or that domain is not served here.",
            .cause = "A wrong address. With SMS over IP the Request-URI is commonly the service "
                     "centre's or the gateway's, not the recipient's number.",
            .inspect = "The Request-URI and the body type: with SMS over IP commonly "
                       "application/vnd.3gpp.sms, with the recipient inside.",
            .next_step = "Check whose address the Request-URI is; for SMS compare it with the "
                         "service centre set in the SIM or device.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 408,
        .texts = {
            .cause = "A recipient or gateway that stays silent; commonly a UE that lost coverage.",
            .inspect = "The legs behind this node: was the MESSAGE sent on, how often, and which "
                       "hop stays silent?",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 413,
        .texts = {.follow_up = kNotDelivered},
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 415,
        .texts = {
            .cause = "A body type the recipient cannot handle; commonly an SMS body sent to a "
                     "device without SMS over IP.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 480,
        .texts = {
            .meaning = "The message was not delivered: the recipient cannot be reached now.",
            .cause = "Commonly a recipient that is not registered, or not for SMS over IP.",
            .inspect = "Reason phrase, Reason (Q.850 20 absent), Response-Source, and the "
                       "recipient's registration.",
            .next_step = "Check the recipient's registration and its SMS feature tag in Contact at "
                         "that moment.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 486,
        .texts = {
            .meaning = "The message was not delivered: the recipient's device says that it is "
                       "busy.",
            .cause = "A device that takes no messages at that moment, for example during a call.",
            .inspect = "Reason phrase, and what the recipient's device was doing at that moment.",
            .next_step = "See whether the message gets through later; if not, check the "
                         "recipient's device.",
            .advice = "The sender may try later; Retry-After, if present, says when the recipient "
                      "is expected.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 488,
        .texts = {
            .inspect = "Warning and the reason phrase; Content-Type and body of the MESSAGE.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 500,
        .texts = {
            .cause = "A fault in this server or gateway, or a 503 that a proxy turned into 500.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 502,
        .texts = {.follow_up = kNotDelivered},
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 503,
        .texts = {
            .cause = "Overload or maintenance of a server or message gateway; or made locally "
                     "after a transport error.",
            .follow_up = kNotDelivered,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 504,
        .texts = {.follow_up = kNotDelivered},
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 600,
        .texts = {
            .meaning = "By the rule for MESSAGE it was delivered but refused: the recipient is "
                       "said to be busy at every device.",
            .advice = kRefusedAdvice,
            .follow_up = kRefused,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 603,
        .texts = {
            .meaning = "By the rule for MESSAGE it was delivered, but the recipient or a service "
                       "acting for it refused it.",
            .cause = "The recipient refuses messages from this sender, or a barring service does "
                     "so for one of the two.",
            .inspect = "Reason (SIP;cause=603 marks barring), the reason phrase, and which node "
                       "answered.",
            .next_step = "Check message barring and block lists on both sides.",
            .advice = kRefusedAdvice,
            .follow_up = kRefused,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 604,
        .texts = {
            .meaning = "Two rules clash: 604 claims that the recipient exists nowhere, yet every "
                       "6xx to MESSAGE counts as delivered but refused.",
            .cause = "Commonly an I-CSCF or gateway that does not know the recipient as a user of "
                     "its network.",
            .next_step = "Take the message as not delivered unless the recipient's leg shows it; "
                         "then grade the 604: who sent it, and does it hold this number?",
            .follow_up = "Whether it was delivered cannot be told: 604 says no, RFC 3428 counts "
                         "every 6xx as delivered.",
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 606,
        .texts = {
            .meaning = "By the rule for MESSAGE it was delivered but refused: its content is not "
                       "acceptable on any device of the recipient.",
            .cause = "A content type, size or service that the recipient's side does not take.",
            .inspect = "Content-Type and body of the MESSAGE; Warning in the answer.",
            .next_step = "Compare the content with what the recipient's devices support.",
            .change = "Another content.",
            .advice = "Not with this content.",
            .follow_up = kRefused,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 607,
        .texts = {
            .meaning = "By the rule for MESSAGE it was delivered; the recipient marked it as "
                       "unwanted.",
            .advice = "No repeat: by RFC 3428 it has been delivered already.",
            .follow_up = kRefused,
        },
        .references = {"RFC 3428 7"},
    },
    {
        .circumstance = Circumstance::ToMessage,
        .code = 608,
        .texts = {
            .meaning = "A machine on the path rejected the message. The rule for MESSAGE counts a "
                       "6xx as delivered but refused; here that is doubtful.",
            .cause = "A spam or fraud filter rated the sender or the message as unwanted.",
            .advice = "No repeat; the sender may object through the contact in Call-Info.",
            .follow_up = kRefused,
        },
        .references = {"RFC 3428 7"},
    },

    // 483 to a request that was meant to end near

    {
        .circumstance = Circumstance::HopCountProbe,
        .code = 483,
        .kind = Kind::Probe,
        .retry = kModified,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The request was sent with few hops to go and ended where they were used "
                       "up. The node that answered is alive.",
            .cause = "A health check or trace that sets Max-Forwards to 0 or a small number on "
                     "purpose.",
            .inspect = "Max-Forwards as the sender set it, and whether the request comes again at "
                       "regular intervals.",
            .next_step = "Nothing to repair if it is a health check; else raise Max-Forwards at "
                         "the sender.",
            .change = "A higher Max-Forwards.",
            .advice = "A request that is to reach its target needs a higher Max-Forwards.",
            .follow_up = "The next probe at the sender's interval.",
        },
        .references = {"RFC 3261 16.3"},
    },

    // 403 to a REGISTER with credentials

    {
        .circumstance = Circumstance::CredentialsRefused,
        .code = 403,
        .category = Category::Authentication,
        .texts = {
            .meaning = "The network refuses the registration after the client has answered its "
                       "challenge.",
            .cause = "Commonly a wrong response: key, OPc or password differ between SIM or client "
                     "and HSS, or the user is not allowed to register.",
            .inspect = "Authorization of this REGISTER (username, realm, nonce, response, "
                       "algorithm) against the challenge before it.",
            .next_step = "Compare key, OPc and algorithm, or the password, in HSS and SIM or "
                         "client; then the identities allowed for this username.",
            .advice = "These credentials should not be sent again; a UE commonly ends its "
                      "registration attempt here.",
        },
        .references = {"RFC 3261 10.3"},
    },

    // 600 from an I-CSCF

    {
        .circumstance = Circumstance::NoServingCscf,
        .code = 600,
        .category = Category::Server,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "Commonly seen: the I-CSCF found no S-CSCF for the user and says so with "
                       "600. Nobody is busy.",
            .cause = "No S-CSCF in service that has the capabilities the HSS asks for, or an empty "
                     "list of S-CSCFs.",
            .inspect = "The HSS answer on Cx (server name, capabilities), the S-CSCF list of the "
                       "I-CSCF, and earlier tries toward an S-CSCF.",
            .next_step = "Check that an S-CSCF with these capabilities is configured at the I-CSCF "
                         "and in service.",
            .advice = "Later, when an S-CSCF is available again; Retry-After, if present, says "
                      "when.",
        },
    },

    // 603 by a service

    {
        .circumstance = Circumstance::CallBarred,
        .code = 603,
        .category = Category::Policy,
        .texts = {
            .meaning = "Call barring refused the call. Outgoing barring is the caller's own; "
                       "incoming barring is the called party's.",
            .cause = "A barring service in an application server, on the caller's or on the called "
                     "side.",
            .inspect = "Reason (SIP;cause=603), Response-Source, and the leg where the 603 first "
                       "appears.",
            .next_step = "Find the application server that made the 603; check outgoing barring of "
                         "the caller or incoming barring of the called party.",
            .advice = "By the code a later try is allowed; as long as the barring is set, it gets "
                      "the same answer.",
        },
        .references = {"TS 29.165 12.10"},
    },
    {
        .circumstance = Circumstance::NetworkBlocked,
        .code = 603,
        .category = Category::Policy,
        .texts = {
            .meaning = "By its reason phrase, commonly used in US networks, the call was blocked "
                       "by call analytics, not by the called person.",
            .cause = "A robocall or spam filter of the called party's network rated the caller as "
                     "unwanted.",
            .inspect = "Reason (cause, text with the contact of the blocking party, location) and "
                       "the caller's identity and Identity header.",
            .next_step = "Take the contact from Reason and ask there why the caller is blocked.",
            .advice = "By the code a later try is allowed, but it is unlikely to pass; the caller "
                      "may object at the blocking party.",
        },
    },

    // what a 3GPP IMS XML body orders

    {
        .circumstance = Circumstance::RegistrationOrdered,
        .code = 504,
        .retry = RetryVerdict{.headline = Retry::ReRegister, .later = true},
        .texts = {
            .meaning = "This server got no timely answer from another one, and the XML body orders "
                       "the UE to register anew.",
            .cause = "Commonly a P-CSCF that cannot reach the S-CSCF, or an S-CSCF that has lost "
                     "the user's profile in a restart.",
            .inspect = "P-Asserted-Identity for who says so, against Path and Service-Route of the "
                       "registration; then the REGISTER that should follow.",
            .next_step = "Look for the new initial registration of this UE; check restarts of the "
                         "S-CSCF and the link to it.",
            .advice = "After the new registration a new request may succeed; before it, the same "
                      "answer is likely.",
            .follow_up = "An initial REGISTER of the UE, then perhaps the request again.",
        },
        .references = {"TS 24.229 7.6"},
    },
    {
        .circumstance = Circumstance::EmergencyOrdered,
        .code = 380,
        .texts = {
            .meaning = "The network takes this for an emergency call that was not marked as one, "
                       "and tells the UE to make it as such.",
            .cause = "The UE did not recognise the dialled number as an emergency number, as with "
                     "a number that only this country or network uses so.",
            .inspect = "P-Asserted-Identity for the P-CSCF, against Path of the registration; "
                       "Contact for an emergency URN; type and action of the body.",
            .next_step = "See whether the UE begins the emergency call; if not, check its list of "
                         "emergency numbers and what it makes of the body.",
            .change = "The emergency procedures: an emergency call in place of this one.",
            .advice = "The UE begins an emergency call by the emergency procedures; this request "
                      "is not repeated.",
            .follow_up = "An emergency registration and call, or a circuit-switched emergency "
                         "call.",
        },
        .references = {"TS 24.229 7.6", "TS 23.167 7.1.2"},
    },

    // 404 and 604 that do not speak of the number

    {
        .circumstance = Circumstance::LostBinding,
        .code = 404,
        .category = Category::Routing,
        .retry = kLater,
        .texts = {
            .meaning = "A P-CSCF answered. Commonly it has lost the user's binding; that says "
                       "nothing against the number.",
            .cause = "Commonly a restart or failover of the P-CSCF after the user registered.",
            .inspect = "Response-Source, the Path entry of the user's registration, and the last "
                       "REGISTER through this P-CSCF.",
            .next_step = "Check restarts of this P-CSCF, and whether the network makes the UE "
                         "register again.",
            .advice = "Later: after the called UE's next registration, which restores the binding, "
                      "a new call may succeed.",
        },
    },
    {
        .circumstance = Circumstance::LostBinding,
        .code = 604,
        .category = Category::Routing,
        .texts = {
            .meaning = "A P-CSCF claims that the user exists nowhere. Commonly it has only lost "
                       "the user's binding; that says nothing against the number.",
            .cause = "Commonly a restart or failover of the P-CSCF after the user registered.",
            .inspect = "Response-Source, the Path entry of the user's registration, and the last "
                       "REGISTER through this P-CSCF.",
            .next_step = "Check restarts of this P-CSCF, and whether the network makes the UE "
                         "register again.",
            .advice = "By the code no repeat; yet after the called UE's next registration a new "
                      "call may succeed.",
        },
    },
    {
        .circumstance = Circumstance::NoRoute,
        .code = 404,
        .category = Category::Routing,
        .retry = kElsewhere,
        .texts = {
            .meaning = "The Q.850 cause speaks of routing: no route, or a misrouted ported number. "
                       "The number may well exist.",
            .cause = "A missing or wrong route at or behind the gateway, or outdated number "
                     "portability data.",
            .inspect = "Reason: cause 2 or 3 (no route) or 26 (misrouted), its location parameter, "
                       "and the gateway that wrote it.",
            .next_step = "Check the routes and portability data for these digits at the network "
                         "that location points to.",
            .advice = "Another route, carrier or server may reach the number.",
        },
        .references = {"RFC 3398 7.2.4.1"},
    },
    {
        .circumstance = Circumstance::NoRoute,
        .code = 604,
        .category = Category::Routing,
        .texts = {
            .meaning = "The code claims that the user exists nowhere, but the Q.850 cause speaks "
                       "of routing: the number may well exist.",
            .cause = "A missing or wrong route at or behind the gateway, or outdated number "
                     "portability data.",
            .inspect = "Reason: cause 2 or 3 (no route) or 26 (misrouted), its location parameter, "
                       "and the gateway that wrote it.",
            .next_step = "Check the routes and portability data for these digits at the network "
                         "that location points to.",
            .advice = "By the code no repeat; once the route is corrected, a new call may succeed.",
        },
        .references = {"RFC 3398 7.2.4.1"},
    },
    {
        .circumstance = Circumstance::EmergencyService,
        .code = 404,
        .category = Category::Routing,
        .retry = kElsewhere,
        .texts = {
            .meaning = "An emergency service was not found. There is no user to be unknown: the "
                       "emergency routing failed.",
            .cause = "A missing route to the emergency centre (PSAP) in E-CSCF, LRF or gateway, or "
                     "a location that selects none.",
            .inspect = "Which node answered, the service URN, P-Access-Network-Info and "
                       "Geolocation, and the LRF's answer to the E-CSCF.",
            .next_step = "Check at E-CSCF and LRF which emergency centre this URN and location "
                         "should reach.",
            .advice = "Another route or network may take the call; the UE commonly tries the "
                      "emergency call in another way, for example circuit-switched.",
        },
    },
    {
        .circumstance = Circumstance::EmergencyService,
        .code = 604,
        .category = Category::Routing,
        .texts = {
            .meaning = "The answer claims that an emergency service exists nowhere. There is no "
                       "user to be unknown: the emergency routing failed.",
            .cause = "A missing route to the emergency centre (PSAP) in E-CSCF, LRF or gateway, or "
                     "a location that selects none.",
            .inspect = "Which node answered, the service URN, P-Access-Network-Info and "
                       "Geolocation, and the LRF's answer to the E-CSCF.",
            .next_step = "Check at E-CSCF and LRF which emergency centre this URN and location "
                         "should reach.",
            .advice = "By the code no repeat; the UE commonly tries the emergency call in another "
                      "way, for example circuit-switched.",
        },
    },
    {
        .circumstance = Circumstance::Gruu,
        .code = 404,
        .texts = {
            .meaning = "The GRUU in the Request-URI is not valid, or no longer. The user behind it "
                       "may well exist.",
            .cause = "Commonly a temporary GRUU that has ended: the device registered again with "
                     "another Call-ID, or its last contact expired.",
            .inspect = "The gr parameter, the registrations of the device since the sender learned "
                       "this GRUU, and their Call-IDs.",
            .next_step = "Find where the sender got this GRUU and how old it is; look up the "
                         "device's present one.",
            .change = "The address of record, or the device's present GRUU.",
            .advice = "Not to this GRUU; the address of record may reach the user.",
        },
        .references = {"RFC 5627 6.1", "RFC 5627 5.1"},
    },
    {
        .circumstance = Circumstance::Gruu,
        .code = 480,
        .texts = {
            .meaning = "The GRUU is valid, but its device has no registered contact at present.",
            .cause = "The device is switched off, out of coverage or deregistered; other devices "
                     "of the user may be there.",
            .inspect = "The registration of this one device (its instance) and of the user's other "
                       "devices.",
            .next_step = "Check when this device was registered last; see whether the service "
                         "needs this very device.",
            .advice = "Later, when the device is back; or the address of record, to reach the "
                      "user's other devices.",
        },
        .references = {"RFC 5627 6.1"},
    },

    // a Retry-After that can be read

    {
        .circumstance = Circumstance::RetryAfterGiven,
        .code = 404,
        .retry = RetryVerdict{
            .headline = Retry::Modified, .modified = true, .later = true, .elsewhere = true},
        .texts = {
            .advice = "Retry-After says when the called party is expected. Until then only a "
                      "corrected target or another server may succeed.",
        },
        .references = {"RFC 3261 20.33"},
    },
    {
        .circumstance = Circumstance::RetryAfterGiven,
        .code = 413,
        .retry = RetryVerdict{.headline = Retry::Modified, .modified = true, .later = true},
        .texts = {
            .advice = "At once only with a shorter body or none. Retry-After says when the request "
                      "may be tried again.",
        },
        .references = {"RFC 3261 20.33"},
    },
    {
        .circumstance = Circumstance::RetryAfterGiven,
        .code = 503,
        .retry = RetryVerdict{.headline = Retry::Later, .later = true, .elsewhere = true},
        .texts = {
            .advice = "No request should go to this server before Retry-After has passed; another "
                      "server should be tried.",
        },
        .references = {"RFC 3261 20.33"},
    },

    // sec-agree

    {
        .circumstance = Circumstance::SecurityAgreement,
        .code = 421,
        .kind = Kind::Negotiation,
        .category = Category::Negotiation,
        .scope = Scope::Hop,
        .retry = kModified,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The next hop wants a security agreement before it handles the request; "
                       "Security-Server lists what it offers.",
            .cause = "The request came unprotected and without sec-agree; a normal step of "
                     "negotiation.",
            .inspect = "Security-Server in the answer; Require, Proxy-Require and Security-Client "
                       "in the request.",
            .next_step = "Look for the repeat with sec-agree; if none follows, check whether the "
                         "client supports a mechanism on the list.",
            .change = "Offer sec-agree, with Security-Client.",
            .advice = "The client repeats the request with sec-agree and protects this hop with a "
                      "listed mechanism.",
            .follow_up = "The same request with sec-agree headers.",
        },
        .references = {"RFC 3329 2.3.1", "RFC 3329 2.3.2"},
    },
    {
        .circumstance = Circumstance::SecurityAgreement,
        .code = 494,
        .kind = Kind::Negotiation,
        .category = Category::Negotiation,
        .scope = Scope::Hop,
        .retry = kModified,
        .severity = Severity::Chat,
        .texts = {
            .cause = "The request came unprotected; a normal step of negotiation.",
        },
    },
    {
        .circumstance = Circumstance::SecurityAgreementLost,
        .code = 421,
        .kind = Kind::Failure,
        .category = Category::Policy,
        .scope = Scope::Hop,
        .retry = kModified,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "The request was protected already, and still the next hop asks for a "
                       "security agreement.",
            .cause = "The association was lost, for example by a restart or expiry, or the lists "
                     "of mechanisms differ, as after tampering.",
            .inspect = "Security-Verify of the request against the Security-Server sent before; "
                       "age and ports or SPIs of the association.",
            .next_step = "Compare the two lists. If they are equal, find why this hop dropped the "
                         "association: restart, expiry, address change.",
            .change = "A new agreement, in IMS with a new registration.",
            .advice = "Not over this association; after a new agreement the request may be sent "
                      "again.",
        },
        .references = {"RFC 3329 2.3.1"},
    },
    {
        .circumstance = Circumstance::SecurityAgreementLost,
        .code = 494,
        .kind = Kind::Failure,
        .category = Category::Policy,
        .scope = Scope::Hop,
        .retry = kModified,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "The request was protected already, but the next hop does not accept the "
                       "agreement behind it.",
            .cause = "The lists of mechanisms differ, as after tampering, or the association was "
                     "lost, for example by a restart or expiry.",
            .inspect = "Security-Verify of the request against the Security-Server sent before; "
                       "age and ports or SPIs of the association.",
            .next_step = "Compare the two lists. If they are equal, find why this hop dropped the "
                         "association: restart, expiry, address change.",
            .change = "A new agreement, in IMS with a new registration.",
            .advice = "Not over this association; after a new agreement the request may be sent "
                      "again.",
            .follow_up = "In IMS commonly a new registration that agrees on security anew.",
        },
        .references = {"RFC 3329 2.3.1"},
    },

    // a negotiation code that negotiates nothing here

    {
        .circumstance = Circumstance::WrongMethod,
        .code = 412,
        .kind = Kind::Failure,
        .category = Category::Message,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "412 is defined for PUBLISH; to this method it has no defined meaning.",
            .cause = kPrivateUse,
            .inspect = "The method, the reason phrase, Warning, and which node answered.",
            .next_step = "Ask the operator or vendor of the answering node why it sends 412 to "
                         "this method.",
            .change = kWhatIsNamed,
            .advice = kNotUnchanged,
            .follow_up = "No clause says what follows.",
        },
    },
    {
        .circumstance = Circumstance::WrongMethod,
        .code = 422,
        .kind = Kind::Failure,
        .category = Category::Message,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "The session interval is called too small in the middle of a session; it is "
                       "commonly agreed when the session is set up.",
            .cause = "A refresh with a smaller Session-Expires than agreed, or a node that changed "
                     "its minimum during the session.",
            .inspect = "Session-Expires and Min-SE of this request against the exchange that set "
                       "the session up.",
            .next_step = "Find the side that departs from the agreed interval.",
            .proxy = kOneRoute,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::WrongMethod,
        .code = 423,
        .kind = Kind::Failure,
        .category = Category::Message,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "423 speaks of a lifetime that this method does not ask for.",
            .cause = kPrivateUse,
            .inspect = "The method, Min-Expires, the reason phrase, and which node answered.",
            .next_step = "Ask the operator or vendor of the answering node why it sends 423 to "
                         "this method.",
            .change = kWhatIsNamed,
            .advice = kNotUnchanged,
            .follow_up = "No clause says what follows.",
        },
    },
    {
        .circumstance = Circumstance::WrongMethod,
        .code = 439,
        .kind = Kind::Failure,
        .category = Category::Message,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "439 speaks of a registration with several flows; this request is no "
                       "REGISTER.",
            .cause = kPrivateUse,
            .inspect = "The method, Supported and Path of the request, the reason phrase, and "
                       "which node answered.",
            .next_step = "Ask the operator or vendor of the answering node why it sends 439 to "
                         "this method.",
            .change = kWhatIsNamed,
            .advice = kNotUnchanged,
        },
    },
    {
        .circumstance = Circumstance::WrongMethod,
        .code = 469,
        .kind = Kind::Failure,
        .category = Category::Message,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "469 speaks of the package of an INFO; this request is no INFO.",
            .cause = kPrivateUse,
            .inspect = "The method, Recv-Info in the answer, the reason phrase, and which node "
                       "answered.",
            .next_step = "Ask the operator or vendor of the answering node why it sends 469 to "
                         "this method.",
            .change = kWhatIsNamed,
            .advice = kNotUnchanged,
            .proxy = kAsAny4xx,
        },
    },
    {
        .circumstance = Circumstance::WrongMethod,
        .code = 491,
        .kind = Kind::Failure,
        .category = Category::Dialog,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "491 reports crossing requests in a dialog, but this request is in none.",
            .cause = "Commonly a node that handles an earlier request of this caller still, or a "
                     "private use of the code.",
            .inspect = "Other requests with this Call-ID or between these two parties that have no "
                       "final answer.",
            .next_step = "Find the open request that the answering node means, or ask its vendor.",
            .advice = "The waits of up to 4 s that go with 491 are meant for a dialog; after them "
                      "the same request may be tried again.",
            .proxy = kAsAny4xx,
            .follow_up = "Commonly the same request after a wait.",
        },
    },
    {
        .circumstance = Circumstance::WrongMethod,
        .code = 555,
        .kind = Kind::Failure,
        .category = Category::Message,
        .severity = Severity::Warn,
        .texts = {
            .meaning = "555 speaks of the push service that a REGISTER names; this request is no "
                       "REGISTER.",
            .cause = kPrivateUse,
            .inspect = "The method, pn-provider in Contact of the request, the reason phrase, and "
                       "which node answered.",
            .next_step = "Ask the operator or vendor of the answering node why it sends 555 to "
                         "this method.",
            .change = kWhatIsNamed,
            .advice = kNotUnchanged,
        },
    },

    // one request over two branches to one server, which answers the second with 482

    {
        .circumstance = Circumstance::MergedRequest,
        .code = 482,
        .kind = Kind::Merged,
        .category = Category::Routing,
        .retry = kNotApplicable,
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The server got this request on another branch as well and answers only one "
                       "of them; this is the other one, and no loop.",
            .cause = "A fork or failover upstream led to the same server twice.",
            .inspect = "The other branch of this request: its answer is the one that counts.",
            .next_step = "Judge the request by its other branches. If it happens often, look at the "
                         "proxy that sends both to one server.",
            .advice = "There is nothing to try again: the other branch decides.",
            .proxy = "A forking proxy takes the answer of the other branch.",
        },
        .references = {"RFC 3261 8.2.2.2", "RFC 5057 5.1"},
    },

    // nobody answered although the device rang

    {
        .circumstance = Circumstance::RangUnanswered,
        .code = 408,
        .category = Category::User,
        .severity = Severity::Note,
        .texts = kNobodyAnswered,
        .references = {"RFC 3261 21.1.2"},
    },
    {
        .circumstance = Circumstance::RangUnanswered,
        .code = 480,
        .category = Category::User,
        .severity = Severity::Note,
        .texts = kNobodyAnswered,
        .references = {"RFC 3261 21.1.2"},
    },

    // in a dialog: the order of the requests of one side

    {
        .circumstance = Circumstance::RequestsOverlap,
        .code = 500,
        .kind = Kind::Negotiation,
        .category = Category::Negotiation,
        .scope = Scope::Dialog,
        .retry = RetryVerdict{.headline = Retry::Same, .same = true, .later = true},
        .severity = Severity::Chat,
        .texts = {
            .meaning = "The request came while another INVITE or UPDATE of the same side had no "
                       "final answer; it may be sent again after that.",
            .cause = "Two changes of the session that crossed, commonly an UPDATE sent before the "
                     "answer to the one before.",
            .inspect = "The INVITE or UPDATE of this side that was still open, and Retry-After.",
            .next_step = "Usually nothing to repair. If it happens often, look at why the sender "
                         "does not wait for the answer.",
            .advice = "The same request after the wait that Retry-After gives, 0 to 10 s.",
            .follow_up = "The same request after Retry-After, unless it is no longer needed.",
        },
        .references = {"RFC 3261 14.2", "RFC 3311 5.2"},
    },
    {
        .circumstance = Circumstance::CSeqTooLow,
        .code = 500,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .texts = {
            .meaning = "The request has a lower CSeq number than an earlier one of its side, and is "
                       "refused as out of order.",
            .cause = "Requests that overtook each other, or an element that numbers them wrongly.",
            .inspect = "CSeq numbers of this side in the order of sending, at each hop.",
            .next_step = "Find where the order was lost: the sender, or a hop between.",
        },
        .references = {"RFC 3261 12.2.2"},
    },

    // no session description to complain about

    {
        .circumstance = Circumstance::NoOffer,
        .code = 488,
        .category = Category::Message,
        .texts = {
            .meaning = "This device or node does not accept the request, though no session "
                       "description is involved: codecs are not the point.",
            .cause = "A header, body or service of the request that this node does not take.",
            .inspect = "Warning and the reason phrase; headers and body type of the request.",
            .next_step = "Find what the node objects to in Warning or the reason phrase; a trace "
                         "of the codecs would lead nowhere.",
            .change = "What Warning or the reason phrase names.",
            .advice = "Not unchanged; another device may accept the request.",
        },
    },
    {
        .circumstance = Circumstance::NoOffer,
        .code = 606,
        .category = Category::Message,
        .texts = {
            .meaning = "No device of the user accepts the request, though no session description "
                       "is involved: codecs are not the point.",
            .cause = "A header, body or service of the request that the called side does not take.",
            .inspect = "Warning and the reason phrase; headers and body type of the request.",
            .next_step = "Find what the answering node objects to in Warning or the reason phrase; "
                         "a trace of the codecs would lead nowhere.",
            .change = "What Warning or the reason phrase names.",
            .advice = "Not unchanged at any server.",
        },
    },

    // in a dialog: codes that end the whole dialog (RFC 5057 5.1)

    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 404,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The other side's own Contact address is no longer accepted, so the dialog "
                       "has ended. It is not about the dialled number.",
            .cause = kTargetCause,
            .inspect = kTargetInspect,
            .next_step = kTargetNextStep,
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 410,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The other side's Contact address is gone for good, so the dialog has "
                       "ended. It is not about the dialled number.",
            .cause = kTargetCause,
            .inspect = kTargetInspect,
            .next_step = kTargetNextStep,
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 416,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The scheme of the other side's Contact address is not accepted, so the "
                       "dialog has ended.",
            .cause = "A Contact with a scheme, such as tel: or sips:, that a node on the route "
                     "cannot handle.",
            .inspect = "The Contact that the other side gave, and the Request-URI at each hop.",
            .next_step = "Find the node that wrote or changed this Contact.",
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 482,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "A request of this dialog looped or arrived twice; RFC 5057 lists 482 among "
                       "the codes that end the dialog.",
            .cause = "A Route set or Contact that leads the request back to a node it has passed.",
            .inspect = "Route, Record-Route of the exchange that made the dialog, and nodes that "
                       "appear twice in Via.",
            .next_step = "Find the node that wrote a wrong Record-Route or Contact.",
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 483,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "A request of this dialog ran out of hops, so the dialog has ended.",
            .cause = "A Route set or Contact that sends the request round, or a small "
                     "Max-Forwards.",
            .inspect = "Max-Forwards, Route, and nodes that appear twice in Via.",
            .next_step = "Find the node that wrote a wrong Record-Route or Contact.",
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 484,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The other side's Contact address is called incomplete, so the dialog has "
                       "ended. More digits would not help.",
            .cause = kTargetCause,
            .inspect = kTargetInspect,
            .next_step = kTargetNextStep,
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 485,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The other side's Contact address is called ambiguous, so the dialog has "
                       "ended.",
            .cause = kTargetCause,
            .inspect = kTargetInspect,
            .next_step = kTargetNextStep,
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 502,
        .category = Category::Dialog,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "A gateway on the route got an answer it could not use, so the dialog has "
                       "ended.",
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::DialogDestroyed,
        .code = 604,
        .category = Category::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The other side's Contact address is claimed to exist nowhere, so the "
                       "dialog has ended. It is not about the dialled number.",
            .cause = kTargetCause,
            .inspect = kTargetInspect,
            .next_step = kTargetNextStep,
            .change = kNewDialog,
            .advice = kDialogOver,
            .proxy = kOneRoute,
            .follow_up = kDialogGone,
        },
        .references = {"RFC 5057 5.1"},
    },

    // in a dialog: codes that end one usage of it, a session or a subscription

    {
        .circumstance = Circumstance::UsageDestroyed,
        .code = 405,
        .scope = Scope::Dialog,
        .texts = {
            .cause = "A node on the route or the other end, for example after a failover, that is "
                     "not prepared for this method in this dialog.",
            .next_step = "Compare Allow and the answering node with the exchange that made the "
                         "dialog; find out why the request ended there.",
            .advice = kUsageOverMethod,
            .proxy = kOneRoute,
            .follow_up = kUsageGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::UsageDestroyed,
        .code = 408,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .change = kNewDialog,
            .advice = "By RFC 3261 the caller should end the dialog rather than repeat the request "
                      "in it; RFC 5057 sees only this request as failed.",
            .proxy = kOneRoute,
            .follow_up = "Commonly a BYE: the side that got the 408 should end the dialog.",
        },
        .references = {"RFC 3261 12.2.1.2", "RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::UsageDestroyed,
        .code = 480,
        .scope = Scope::Dialog,
        .retry = kNoRetry,
        .texts = {
            .meaning = "The other side cannot be reached any more at its Contact; this session or "
                       "subscription has ended.",
            .cause = "Commonly the other side lost coverage or its registration during the "
                     "session, or its network lost track of it.",
            .inspect = "Reason phrase, Reason, the other side's registration, and the Contact used "
                       "as Request-URI.",
            .next_step = "Check when the other side lost its registration or contact, and whether "
                         "it still held the session.",
            .change = kNewDialog,
            .advice = "Nothing can be repeated in this session or subscription; a new one may be "
                      "tried later.",
            .proxy = kOneRoute,
            .follow_up = kUsageGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::UsageDestroyed,
        .code = 481,
        .scope = Scope::Dialog,
        .texts = {
            .proxy = kOneRoute,
            .follow_up = kUsageGone,
        },
        .references = {"RFC 5057 5.1", "RFC 3261 12.2.1.2"},
    },
    {
        .circumstance = Circumstance::UsageDestroyed,
        .code = 489,
        .scope = Scope::Dialog,
        .texts = {
            .advice = "Not with this package. The subscription has ended; a new one may use a "
                      "package that Allow-Events lists.",
            .proxy = kOneRoute,
            .follow_up = kUsageGone,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::UsageDestroyed,
        .code = 501,
        .scope = Scope::Dialog,
        .texts = {
            .cause = "A node on the route or the other end, for example after a failover, that "
                     "does not know a method which the dialog depends on.",
            .next_step = "Compare Allow and the answering node with the exchange that made the "
                         "dialog; find out why the request ended at this node.",
            .advice = kUsageOverMethod,
            .proxy = kOneRoute,
            .follow_up = kUsageGone,
        },
        .references = {"RFC 5057 5.1"},
    },

    // in a dialog: everything else concerns this request only

    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 0,
        .max_severity = Severity::Note,
        .texts = {
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 401,
        .max_severity = Severity::Note,
        .texts = {
            .proxy = kOneRoute,
            .follow_up = "The same request with Authorization; the dialog goes on meanwhile.",
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 403,
        .max_severity = Severity::Note,
        .texts = {
            .cause = "The other end or a node on the route does not allow this request or the "
                     "change it asks for, for example other media.",
            .next_step = "Compare what the request changes (media, method, REFER target) with the "
                         "policy of the node that answered.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 405,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side does not take this method in the dialog (for example DTMF "
                       "by INFO); the dialog goes on.",
            .cause = "A method or service that the other side does not offer. Commonly its Allow "
                     "header has said so before.",
            .inspect = "Allow in this answer and in the exchange that made the dialog; which node "
                       "answered.",
            .next_step = "Let the sender use only methods that the other side allows; DTMF, for "
                         "example, can go as telephone events in the media.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 407,
        .max_severity = Severity::Note,
        .texts = {
            .proxy = kOneRoute,
            .follow_up = "The same request with Proxy-Authorization; the dialog goes on meanwhile.",
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 486,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side refuses this request as busy. Within a dialog that makes "
                       "little sense; the dialog goes on.",
            .cause = "Commonly a device that is handling another change of the session at that "
                     "moment.",
            .next_step = "See what the other device was doing at that moment, and whether the "
                         "request comes again.",
            .advice = "The request may be sent again later; the dialog goes on.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 487,
        .max_severity = Severity::Note,
        .texts = {
            .proxy = kOneRoute,
            .follow_up = "The dialog goes on as it was before the request, unless a BYE ended it.",
        },
        .references = {"RFC 3261 14.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 488,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side does not accept the changed session description; the "
                       "session goes on as it was.",
            .cause = "A codec, media type or direction in the new offer that the other side or the "
                     "media policy does not allow, such as adding video.",
            .advice = "Another offer may be sent in this session; without one it goes on "
                      "unchanged.",
            .proxy = kOneRoute,
            .follow_up = "The session goes on with the media agreed before.",
        },
        .references = {"RFC 3261 14.1", "RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 491,
        .max_severity = Severity::Note,
        .texts = {
            .follow_up = "The same request after the wait, unless the other side's has made it "
                         "needless; the session goes on.",
        },
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 500,
        .max_severity = Severity::Note,
        .texts = {
            .cause = "In a dialog: a CSeq out of order, an INVITE or UPDATE that overlaps another "
                     "one (then with Retry-After 0 to 10), or a fault.",
            .inspect = "CSeq numbers of this side, its INVITE or UPDATE without final answer, "
                       "Retry-After, and the node that made the 500.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 3261 14.2", "RFC 3311 5.2", "RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 501,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side does not know this method (for example DTMF by INFO); the "
                       "dialog goes on.",
            .cause = "A method or service that the other side does not offer. Commonly its Allow "
                     "header has said so before.",
            .inspect = "Allow in this answer and in the exchange that made the dialog; which node "
                       "answered.",
            .next_step = "Check whether the answering node should know the method; else let the "
                         "sender use what Allow lists.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 503,
        .max_severity = Severity::Note,
        .texts = {
            .advice = "The dialog keeps its route: the request may be sent again later, not before "
                      "the time in Retry-After if there is one.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 504,
        .max_severity = Severity::Note,
        .texts = {
            .advice = "The request may be sent again later. An IMS restoration body asks for a new "
                      "registration first.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 580,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The resources for the new offer could not be reserved; the dialog goes on "
                       "as it was.",
            .proxy = kOneRoute,
            .follow_up = "The dialog goes on. If it is still being set up, the call commonly fails "
                         "or is cancelled next.",
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 600,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side refuses this request as busy everywhere. Within a dialog "
                       "that makes little sense; the dialog goes on.",
            .cause = "A node that answers requests of a dialog with a code made for new calls.",
            .next_step = "Find the node that made the 600, and what the request was to change.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 603,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side refuses this request explicitly; the dialog goes on without "
                       "it.",
            .cause = "Commonly a user or service that refuses a change or transfer, such as adding "
                     "video.",
            .next_step = "See what the request was to change, and whether a person was asked about "
                         "it.",
            .proxy = kOneRoute,
            .follow_up = kGoesOn,
        },
        .references = {"RFC 5057 5.1"},
    },
    {
        .circumstance = Circumstance::SessionGoesOn,
        .code = 606,
        .max_severity = Severity::Note,
        .texts = {
            .meaning = "The other side does not accept the changed session description; the "
                       "session goes on as it was.",
            .cause = "A codec, media type or bandwidth in the new offer that the other side does "
                     "not take.",
            .next_step = "Compare the new offer with the media agreed before.",
            .advice = "Another offer may be sent in this session; without one it goes on "
                      "unchanged.",
            .proxy = kOneRoute,
            .follow_up = "The session goes on with the media agreed before.",
        },
        .references = {"RFC 3261 14.1", "RFC 5057 5.1"},
    },
};
// clang-format on

constexpr auto order(const Variant &variant) {
    return std::pair{variant.circumstance, variant.code};
}

static_assert(std::ranges::adjacent_find(kVariants, std::ranges::greater_equal{}, order) ==
                  std::ranges::end(kVariants),
              "kVariants must ascend by circumstance and code, each pair once");

const Variant *find(Circumstance circumstance, std::uint16_t code) noexcept {
    const auto *row = std::ranges::lower_bound(kVariants, std::pair{circumstance, code}, {}, order);
    return row != std::ranges::end(kVariants) && row->circumstance == circumstance &&
                   row->code == code
               ? row
               : nullptr;
}

} // namespace

const Variant *find_variant(Circumstance circumstance, std::uint16_t code) noexcept {
    if (const Variant *own = find(circumstance, code)) {
        return own;
    }
    return find(circumstance, 0);
}

std::span<const Variant> all_variants() noexcept {
    return kVariants;
}

} // namespace imsfail::knowledge
