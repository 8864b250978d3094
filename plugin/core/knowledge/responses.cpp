// imsfail: the knowledge table, one record for every registered status code
//
// To add a code: copy the record of a similar one to its place by number and rewrite every text.
// The unit test tells what is missing. A text claims what its clauses say and no more; what
// networks do without a clause is worded so ("commonly").
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/responses.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace imsfail::knowledge {
namespace {

// What a forking proxy does with a final response, where the code has no rule of its own
// (RFC 3261 16.7).
constexpr const char *kProxyRedirect =
    "A proxy responsible for the Request-URI may try the Contacts itself; otherwise it keeps the "
    "3xx while other branches go on. A 2xx or 6xx goes before it.";
constexpr const char *kProxyClient =
    "A forking proxy keeps it while other branches go on and forwards it only if nothing better "
    "comes: a 2xx, a 6xx, normally a 3xx, or another 4xx.";
constexpr const char *kProxyPreferred = "A forking proxy keeps it while other branches go on. "
                                        "Among several 4xx it should be preferred, "
                                        "because it tells how to repeat the request.";
constexpr const char *kProxyServer =
    "A forking proxy keeps it while other branches go on and forwards it only if nothing better "
    "comes: a 2xx, a 6xx, and normally any 3xx or 4xx.";
constexpr const char *kProxyGlobal =
    "A proxy must start no new branches and should CANCEL the open ones of an INVITE. The 6xx goes "
    "upstream when all have ended; a 2xx that still arrives wins.";
constexpr const char *kProxyDialog =
    "Within a dialog there is one route and no other branch; the answer goes back along it.";

// clang-format off
constexpr ResponseInfo kResponses[] = {

    // 1xx: provisional

    {
        .code = 100,
        .phrase = "Trying",
        .references = {"RFC 3261 21.1.1"},
        .texts = {
            .meaning = "The next hop has the request and is working on it. It holds for this hop "
                       "only; proxies do not forward it.",
        },
        .failure = {},
    },
    {
        .code = 180,
        .phrase = "Ringing",
        .references = {"RFC 3261 21.1.2"},
        .texts = {
            .meaning = "The called side reports that it is alerting the user.",
        },
        .failure = {},
    },
    {
        .code = 181,
        .phrase = "Call Is Being Forwarded",
        .references = {"RFC 3261 21.1.3", "TS 29.165 12.6"},
        .texts = {
            .meaning = "A node on the path is diverting the call to another destination.",
        },
        .failure = {},
    },
    {
        .code = 182,
        .phrase = "Queued",
        .references = {"RFC 3261 21.1.4"},
        .texts = {
            .meaning = "The called side cannot take the call now but keeps it waiting instead of "
                       "refusing it.",
        },
        .failure = {},
    },
    {
        .code = 183,
        .phrase = "Session Progress",
        .references = {"RFC 3261 21.1.5"},
        .texts = {
            .meaning = "News on the progress of the call, commonly with early media: a tone, or an "
                       "announcement that may precede a failure.",
        },
        .failure = {},
    },
    {
        .code = 199,
        .phrase = "Early Dialog Terminated",
        .references = {"RFC 6228 11.1"},
        .texts = {
            .meaning = "One branch of a forked call has failed while others go on. The call itself "
                       "has not failed.",
        },
        .failure = {},
    },

    // 2xx: success

    {
        .code = 200,
        .phrase = "OK",
        .references = {"RFC 3261 21.2.1"},
        .texts = {
            .meaning = "The request succeeded.",
        },
        .failure = {},
    },
    {
        .code = 202,
        .phrase = "Accepted (Deprecated)",
        .references = {"RFC 6665 8.3.1", "RFC 3428 7"},
        .texts = {
            .meaning = "The request was accepted; for MESSAGE that is no proof of delivery. For "
                       "SUBSCRIBE and REFER the code is deprecated and counts as 200.",
        },
        .failure = {},
    },
    {
        .code = 204,
        .phrase = "No Notification",
        .references = {"RFC 5839 7.1", "RFC 5839 5.2"},
        .texts = {
            .meaning = "The SUBSCRIBE succeeded and no NOTIFY follows, because the state has not "
                       "changed.",
        },
        .failure = {},
    },

    // 3xx: redirection

    {
        .code = 300,
        .phrase = "Multiple Choices",
        .references = {"RFC 3261 21.3.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The target can be reached at several addresses; the answer lists them to "
                       "choose from.",
            .cause = "The redirecting server knows several addresses and leaves the choice to the "
                     "caller.",
            .inspect = "The Contact values with their q parameters, or the list in the body.",
            .next_step = "See which of the addresses the caller tried, and follow that request. If "
                         "none, check whether the caller can present a choice.",
            .change = "The Request-URI: one of the listed addresses.",
            .advice = "The user or the user agent picks an address; no rule makes the choice "
                      "automatic. The same address must not be tried twice.",
            .proxy = kProxyRedirect,
            .follow_up = "A new request to one of the Contact addresses.",
        },
        .failure = FailureInfo{
            .kind = Kind::Redirection,
            .category = Category::Redirection,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Redirected, .elsewhere = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 301,
        .phrase = "Moved Permanently",
        .references = {"RFC 3261 21.3.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The target has left this address for good; Contact holds the new one.",
            .cause = "The account or number was moved. From a gateway: Q.850 cause 22 with the new "
                     "number.",
            .inspect = "Contact for the new address; Reason for Q.850 cause 22 (number changed).",
            .next_step = "Follow the request to the new address, and correct the directory, route "
                         "or speed dial that still holds the old one.",
            .change = "The Request-URI: the Contact address.",
            .advice = "The caller should try the Contact address and should update its directories "
                      "with it.",
            .proxy = kProxyRedirect,
            .follow_up = "A new request to the Contact address.",
        },
        .failure = FailureInfo{
            .kind = Kind::Redirection,
            .category = Category::Redirection,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Redirected, .elsewhere = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 302,
        .phrase = "Moved Temporarily",
        .references = {"RFC 3261 21.3.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "For the time being the target is at another address, given in Contact.",
            .cause = "Commonly call forwarding, or a routing or number portability server that "
                     "answers with the route.",
            .inspect = "Contact, its expires parameter or the Expires header, and Diversion or "
                       "History-Info for the reason of a diversion.",
            .next_step = "Follow the request to the Contact address. If there is none, check "
                         "whether the node that got the 302 may act on it.",
            .change = "The Request-URI: the Contact address.",
            .advice = "The caller should try the Contact address. Without an expiry time it is "
                      "good once and must not be stored.",
            .proxy = kProxyRedirect,
            .follow_up = "A new request to the Contact address.",
        },
        .failure = FailureInfo{
            .kind = Kind::Redirection,
            .category = Category::Redirection,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Redirected, .elsewhere = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 305,
        .phrase = "Use Proxy",
        .references = {"RFC 3261 21.3.4", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The target accepts this request only through the proxy named in Contact.",
            .cause = "The answering side wants its traffic to pass that proxy. On an IMS REGISTER: "
                     "commonly an order to choose another P-CSCF.",
            .inspect = "Contact for the proxy, and who sent the 305: only a user agent server may.",
            .next_step = "Check that the request was repeated through that proxy; for REGISTER "
                         "look for a registration through another P-CSCF.",
            .change = "The route: through the proxy in Contact.",
            .advice = "The caller repeats this one request through the proxy in Contact.",
            .proxy = kProxyRedirect,
            .follow_up = "The same request through the proxy in Contact.",
        },
        .failure = FailureInfo{
            .kind = Kind::Redirection,
            .category = Category::Redirection,
            .scope = Scope::Path,
            .retry = {.headline = Retry::Redirected, .elsewhere = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 380,
        .phrase = "Alternative Service",
        .references = {"RFC 3261 21.3.5", "TS 23.167 7.1.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The request was not carried out as asked; the body describes another "
                       "service that may be used instead.",
            .cause = "In IMS practically always a call to an emergency number that the UE did not "
                     "recognise: the P-CSCF tells it to call as an emergency.",
            .inspect = "The application/3gpp-ims+xml body (type, action), P-Asserted-Identity for "
                       "the P-CSCF, and Contact for an emergency URN.",
            .next_step = "Look for an emergency registration and an INVITE to urn:service:sos. A "
                         "circuit-switched emergency call does not show in SIP.",
            .change = "As the body says; with the IMS emergency body, the emergency procedures.",
            .advice = "No rule of SIP repeats this request. The caller uses the service in the "
                      "body, in IMS the emergency call procedures.",
            .proxy = "In IMS the P-CSCF commonly sends it straight to its own UE. A forking proxy "
                     "would keep it while other branches go on, as any 3xx.",
            .follow_up = "With the IMS emergency body: an emergency registration and call, or a "
                         "circuit-switched emergency call.",
        },
        .failure = FailureInfo{
            .kind = Kind::Redirection,
            .category = Category::Redirection,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Redirected, .elsewhere = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },

    // 4xx: client failure

    {
        .code = 400,
        .phrase = "Bad Request",
        .references = {"RFC 3261 21.4.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server finds the request malformed and cannot process it.",
            .cause = "A syntax error, a missing mandatory header, or a value this server's parser "
                     "rejects. Some servers commonly use 400 for want of a better code.",
            .inspect = "The reason phrase and Warning, which should name the fault; then Via, "
                       "Contact, Route, Content-Length and SDP of the request.",
            .next_step = "Compare the request with one that this server accepts, header by header, "
                         "and find the node that wrote the faulty part.",
            .change = "Correct the syntax; the reason phrase should name the place.",
            .advice = "The request should not be repeated as it is; a corrected one may be sent.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Message,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 401,
        .phrase = "Unauthorized",
        .references = {"RFC 3261 21.4.2", "RFC 3261 22.1", "RFC 3261 22.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The registrar or user agent server wants to know who sends the request: it "
                       "asks for credentials for the realm in WWW-Authenticate.",
            .cause = "The request had no credentials, or none that are valid now. In IMS the "
                     "normal first answer to REGISTER (AKA).",
            .inspect = "WWW-Authenticate (realm, nonce, algorithm, stale) against Authorization in "
                       "the request (nonce, response, auts).",
            .next_step = "Follow the repeat. Another 401 is normal with stale=true, or after auts, "
                         "an empty response or an old nonce; else the credentials are wrong.",
            .change = "Add credentials for this realm.",
            .advice = "The caller should repeat the request with credentials. Those just rejected "
                      "must not be sent again, unless the challenge says stale=true.",
            .proxy = "A forking proxy should prefer it among several 4xx and must put the "
                     "challenges of all 401 and 407 answers into the one it forwards.",
            .follow_up = "The same request with Authorization and the next CSeq number.",
        },
        .failure = FailureInfo{
            .kind = Kind::Challenge,
            .category = Category::Authentication,
            .scope = Scope::Message,
            .retry = {.headline = Retry::WithCredentials, .modified = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 402,
        .phrase = "Payment Required",
        .references = {"RFC 3261 21.4.3", "RFC 5057 5.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The name speaks of payment, but the code is reserved: no standard says "
                       "when to use it.",
            .cause = "A private use of the answering network; commonly a prepaid or charging "
                     "system that finds no credit.",
            .inspect = "Reason phrase and Warning, and the charging or prepaid system behind the "
                       "node that answered.",
            .next_step = "Ask the operator of the answering node what its 402 stands for, and "
                         "check the caller's account there.",
            .advice = "No rule for a repeat exists; a client handles 402 as an unknown 4xx and "
                      "should not send the same request again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Policy,
            .scope = Scope::Server,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 403,
        .phrase = "Forbidden",
        .references = {"RFC 3261 21.4.4", "RFC 3261 8.2.2.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server understood the request and refuses it; credentials would not "
                       "change that.",
            .cause = "A rule of this network. Commonly: caller not registered here, barred, wrong "
                     "identity or source address, no agreement for this trunk.",
            .inspect = "Who answered (Response-Source, Server), Warning, Reason, and the identity "
                       "used: From, P-Preferred-Identity, P-Asserted-Identity.",
            .next_step = "Check the caller's registration, barring and allowed identities at the "
                         "node that answered; on a trunk its address and number screening.",
            .advice = "The request should not be repeated. Neither credentials nor a wait is said "
                      "to help.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Policy,
            .scope = Scope::Server,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 404,
        .phrase = "Not Found",
        .references = {"RFC 3261 21.4.5", "RFC 3261 21.4", "RFC 3261 16.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The answer says that this user does not exist at the domain of the "
                       "Request-URI, or that the answering node does not serve that domain.",
            .cause = "A wrong or unassigned number, a wrong domain or number form, or misrouting. "
                     "An outdated contact or GRUU or a lost binding can give 404 too.",
            .inspect = "Digits, domain and user=phone of the Request-URI; Reason (Q.850 1 is "
                       "unassigned; 2, 3 no route; 26 misrouted); which node answered.",
            .next_step = "Compare the Request-URI with the number plan of its domain, then find "
                         "the node that decided: user database, ENUM, BGCF or gateway.",
            .change = "The identity in the Request-URI, or its domain.",
            .advice = "Not unchanged. A corrected target or another server may succeed. "
                      "Retry-After, if present, says when the called party is expected.",
            .proxy = "Other branches go on. Only a proxy responsible for the Request-URI may try "
                     "more targets; the 404 goes upstream only if nothing better comes.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Target,
            .scope = Scope::Domain,
            .retry = {.headline = Retry::Modified, .modified = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::NotFoundInDomain,
            .retry_after_defined = true,
        },
    },
    {
        .code = 405,
        .phrase = "Method Not Allowed",
        .references = {"RFC 3261 21.4.6", "RFC 3261 8.2.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server knows the method but does not allow it for this address.",
            .cause = "The target does not offer this service, or the request ended at a node that "
                     "was not meant to answer it.",
            .inspect = "Allow in the answer against the method, and whether the Request-URI is the "
                       "intended target.",
            .next_step = "Check whether the target or its application server offers the method, "
                         "and whether the filter criteria or the route lead there.",
            .change = "Another method: one of those in Allow.",
            .advice = "The same method should not be sent to this address again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 406,
        .phrase = "Not Acceptable",
        .references = {"RFC 3261 21.4.7", "RFC 6665 4.1.2.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server could answer only with a content type that the request's Accept "
                       "header rules out. This is not about SDP or codecs.",
            .cause = "Accept lacks the type the server would send, for example the event body that "
                     "a SUBSCRIBE leads to.",
            .inspect = "Accept in the request; for SUBSCRIBE the body types of the event package.",
            .next_step = "Find the body types the server offers for this method or event package "
                         "and set Accept accordingly; do not search the SDP.",
            .change = "An Accept header that allows what the server can send.",
            .advice = "Not unchanged; with a wider Accept header the request may be sent again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Message,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 407,
        .phrase = "Proxy Authentication Required",
        .references = {"RFC 3261 21.4.8", "RFC 3261 22.1", "RFC 3261 22.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A proxy asks for credentials before it lets the request pass.",
            .cause = "The request had no credentials for this proxy's realm, or none that are "
                     "valid now. In IMS it is commonly the S-CSCF that asks (SIP Digest).",
            .inspect = "Proxy-Authenticate (realm, nonce, stale) against Proxy-Authorization in "
                       "the request, realm by realm.",
            .next_step = "Follow the repeat. Another 407 is normal with stale=true or for another "
                         "realm; else user name, password or realm are wrong.",
            .change = "Add credentials for this proxy's realm.",
            .advice = "The caller should repeat the request with credentials. Those just rejected "
                      "must not be sent again, unless the challenge says stale=true.",
            .proxy = "A forking proxy should prefer it among several 4xx; it forwards it to the "
                     "caller with the challenges of all 401 and 407 answers in one.",
            .follow_up = "The same request with Proxy-Authorization and the next CSeq number.",
        },
        .failure = FailureInfo{
            .kind = Kind::Challenge,
            .category = Category::Authentication,
            .scope = Scope::Hop,
            .retry = {.headline = Retry::WithCredentials, .modified = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 408,
        .phrase = "Request Timeout",
        .references = {"RFC 3261 21.4.9", "RFC 3261 8.1.3.1", "RFC 3261 16.8", "RFC 3261 16.7"},
        .texts = {
            .meaning = "No answer could be given in time: a server said so, or a node on the path "
                       "made the 408 when its own timer ran out.",
            .cause = "A next hop or device that stays silent: lost radio contact, outdated "
                     "registration, overload, or ringing that nobody answers.",
            .inspect = "The legs behind this node: was the request sent on, how often, did 100 or "
                       "180 come back? In IMS also Restoration-Info.",
            .next_step = "Find the last hop that got no answer and trace there; compare its timers "
                         "B, C or F with the time this request took.",
            .advice = "The caller may repeat the request unchanged at any later time. Retry-After "
                      "is not defined for 408.",
            .proxy = "A branch that times out counts as 408 and other branches go on. A proxy with "
                     "no final answer at all must send 408 to an INVITE; other requests get none "
                     "(RFC 4320).",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Timeout,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Same, .same = true, .later = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 410,
        .phrase = "Gone",
        .references = {"RFC 3261 21.4.10", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The target has left this domain, by all signs for good, and no new address "
                       "is known.",
            .cause = "A cancelled or changed number or account. From a gateway: Q.850 cause 22 or "
                     "23.",
            .inspect = "Reason (Q.850 22 number changed, 23 redirection), and the subscriber and "
                       "number portability data of the domain.",
            .next_step = "Get the new address from the domain's operator, and take the old one out "
                         "of directories, routes and forwarding targets.",
            .change = "Another address.",
            .advice = "This address is expected never to work again; only another one may be "
                      "tried.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Target,
            .scope = Scope::Domain,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 412,
        .phrase = "Conditional Request Failed",
        .references = {"RFC 3903 11.2.1", "RFC 3903 5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The entity-tag in SIP-If-Match belongs to no publication that the server "
                       "holds.",
            .cause = "The publication expired, or the server lost it, for example by a restart.",
            .inspect = "SIP-If-Match in the request; SIP-ETag and Expires in the last 200 to a "
                       "PUBLISH.",
            .next_step = "Look for a new PUBLISH without SIP-If-Match. If refreshes fail often, "
                         "compare their interval with the Expires that was granted.",
            .change = "A new PUBLISH without SIP-If-Match, with the full state in its body.",
            .advice = "The same request must not be sent again; the client discards the entity-tag "
                      "and publishes anew.",
            .proxy = kProxyClient,
            .follow_up = "A new PUBLISH without SIP-If-Match.",
        },
        .failure = FailureInfo{
            .kind = Kind::Negotiation,
            .category = Category::Negotiation,
            .scope = Scope::Message,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 413,
        .phrase = "Request Entity Too Large",
        .references = {"RFC 3261 21.4.11", "RFC 3261 8.1.3.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The body of the request is too large for this server.",
            .cause = "A long list, location or presence document, message text or SDP; or a low "
                     "limit in this server.",
            .inspect = "Content-Length and the body parts of the request; Retry-After in the "
                       "answer.",
            .next_step = "Find the limit of this server; then shorten the body at its source or "
                         "raise the limit.",
            .change = "A shorter body, or none.",
            .advice = "The caller should leave the body out or shorten it. Retry-After marks the "
                      "condition as temporary and says when to try again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
            .retry_after_defined = true,
        },
    },
    {
        .code = 414,
        .phrase = "Request-URI Too Long",
        .references = {"RFC 3261 21.4.12", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The Request-URI is longer than this server will read.",
            .cause = "Parameters that nodes on the path added, such as routing numbers or trunk "
                     "groups, or a loop that adds to the URI at every turn.",
            .inspect = "The length and parameters of the Request-URI at each captured hop.",
            .next_step = "Find the hop where the URI grows, and remove there what the target does "
                         "not need.",
            .change = "A shorter Request-URI.",
            .advice = "Not unchanged; with a shorter Request-URI the request may be sent again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 415,
        .phrase = "Unsupported Media Type",
        .references = {"RFC 3261 21.4.13", "RFC 3261 8.2.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server does not support the type, encoding or language of the "
                       "request's body. It does not speak of codecs.",
            .cause = "A body this node cannot handle, for example multipart, ISUP, XML or a "
                     "compressed body.",
            .inspect = "Content-Type, Content-Encoding and Content-Language of the request against "
                       "Accept, Accept-Encoding and Accept-Language of the answer.",
            .next_step = "Find the node that put this body in; remove or convert the part at the "
                         "border to networks that do not know it.",
            .change = "A body of a listed type, encoding and language only.",
            .advice = "The caller should repeat the request with only what the answer lists.",
            .proxy = kProxyPreferred,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 416,
        .phrase = "Unsupported URI Scheme",
        .references = {"RFC 3261 21.4.14", "RFC 3261 8.1.3.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server cannot handle the scheme of the Request-URI.",
            .cause = "Typically a tel: URI at a node that takes only sip:; also sips: or urn:.",
            .inspect = "The scheme of the Request-URI at each hop, and the node that should have "
                       "turned tel: into sip:.",
            .next_step = "Let the sender or the border convert to sip:number@domain;user=phone, or "
                         "enable the scheme on the server.",
            .change = "A SIP URI for the same target.",
            .advice = "The caller should repeat the request with a SIP URI.",
            .proxy = "A proxy that itself had changed sip: into another scheme should try the SIP "
                     "form. Otherwise the 416 is kept while other branches go on.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Target,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 417,
        .phrase = "Unknown Resource-Priority",
        .references = {"RFC 4412 4.6.2", "RFC 4412 4.7.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The request insists on priority handling, and the server knows none of its "
                       "Resource-Priority values.",
            .cause = "A priority namespace, such as ets, wps or dsn, that is not configured in "
                     "this server.",
            .inspect = "Require and Resource-Priority of the request; Accept-Resource-Priority of "
                       "the answer.",
            .next_step = "Agree on the priority namespaces with the operator of this server, or "
                         "map them at the border.",
            .change = "A value from Accept-Resource-Priority.",
            .advice = "The caller may try again with the same or another Resource-Priority value.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .same = true, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 420,
        .phrase = "Bad Extension",
        .references = {"RFC 3261 21.4.15", "RFC 3261 8.2.2.3", "RFC 3261 8.1.3.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The request demands a SIP extension that the answering node does not "
                       "support.",
            .cause = "An option tag in Require or Proxy-Require, commonly 100rel, precondition or "
                     "timer.",
            .inspect = "Unsupported in the answer against Require and Proxy-Require of the "
                       "request; which node answered.",
            .next_step = "Check why this node lacks the extension, and whether the caller repeats "
                         "without it, as commonly with precondition.",
            .change = "Leave out the extensions listed in Unsupported.",
            .advice = "The caller should repeat the request without the listed extensions.",
            .proxy = kProxyPreferred,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 421,
        .phrase = "Extension Required",
        .references = {"RFC 3261 21.4.16", "RFC 3261 8.2.4", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server needs an extension that the request does not offer.",
            .cause = "The option tag in Require is missing from Supported of the request, for "
                     "example precondition, 100rel or sec-agree.",
            .inspect = "Require in the answer against Supported in the request; with sec-agree "
                       "also Security-Server.",
            .next_step = "Switch the extension on at the caller, or let the server do without it "
                         "for this kind of client.",
            .change = "Offer the extension named in Require.",
            .advice = "A client that has the extension may repeat the request and list it in "
                      "Supported.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 422,
        .phrase = "Session Interval Too Small",
        .references = {"RFC 4028 6", "RFC 4028 7.3", "RFC 4028 8.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The session interval in the request is shorter than a proxy or the called "
                       "side accepts.",
            .cause = "Session-Expires is below the minimum of a node on the path; a normal step of "
                     "session timer negotiation.",
            .inspect = "Session-Expires and Min-SE of the request against Min-SE of the answer.",
            .next_step = "Look for the repeat with a larger interval. Several 422 in a row are "
                         "normal where nodes have different minimums.",
            .change = "Session-Expires and Min-SE of at least the answer's Min-SE.",
            .advice = "The caller may repeat the request with the larger interval, in the same "
                      "Call-ID and with the next CSeq number.",
            .proxy = kProxyClient,
            .follow_up = "The same request with a larger Session-Expires.",
        },
        .failure = FailureInfo{
            .kind = Kind::Negotiation,
            .category = Category::Negotiation,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 423,
        .phrase = "Interval Too Brief",
        .references = {"RFC 3261 21.4.17", "RFC 3261 10.2.8", "RFC 3261 10.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The requested lifetime of a registration, subscription or publication is "
                       "too short for this server.",
            .cause = "The expiry time asked for is below the server's minimum; a normal step of "
                     "negotiation.",
            .inspect = "Min-Expires in the answer against Expires, or expires in Contact, of the "
                       "request.",
            .next_step = "Look for the repeat with a longer time. If there is none, the client "
                         "ignores Min-Expires and stays unregistered or unsubscribed.",
            .change = "An expiry time of at least Min-Expires.",
            .advice = "The client may repeat the request with an expiry time of Min-Expires or "
                      "more.",
            .proxy = kProxyClient,
            .follow_up = "The same request with a longer expiry time.",
        },
        .failure = FailureInfo{
            .kind = Kind::Negotiation,
            .category = Category::Negotiation,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 424,
        .phrase = "Bad Location Information",
        .references = {"RFC 6442 4.3", "RFC 6442 4.4", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server cannot use the location that the request carries or points to.",
            .cause = "A location document that cannot be read, or a location URI that yields "
                     "nothing usable.",
            .inspect = "Geolocation-Error in the answer; Geolocation and the PIDF-LO body in the "
                       "request.",
            .next_step = "Read the code in Geolocation-Error, then check the location source of "
                         "the UE or of the node that added the location.",
            .change = "A better location, perhaps the one in the body of the answer.",
            .advice = "Not with the same location; with a corrected one the request may be sent "
                      "again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Message,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 425,
        .phrase = "Bad Alert Message",
        .references = {"RFC 8876 5.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The alert message (CAP) of a data-only emergency request cannot be used.",
            .cause = "The alert body is missing, damaged or without the information needed to act "
                     "on it.",
            .inspect = "AlertMsg-Error in the answer (codes 100 to 103) and the CAP body of the "
                       "request.",
            .next_step = "Read the code in AlertMsg-Error, then correct the sensor or system that "
                         "writes the alert.",
            .change = "A corrected alert body.",
            .advice = "Not with the same alert; a corrected one may be sent.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Message,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 428,
        .phrase = "Use Identity Header",
        .references = {"RFC 8224 6.2.2", "RFC 8224 6.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The verifying server accepts only requests with a signed Identity header, "
                       "and this one has none.",
            .cause = "The originating network does not sign calls (STIR), or a node or gateway on "
                     "the path lost the Identity header.",
            .inspect = "Identity at each captured hop, and legs through circuit-switched gateways "
                       "or B2BUAs.",
            .next_step = "Find the hop where Identity is missing; enable signing or pass the "
                         "header on there.",
            .change = "Add an Identity header.",
            .advice = "Not unsigned; with an Identity header the request may be sent again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Authentication,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 429,
        .phrase = "Provide Referrer Identity",
        .references = {"RFC 3892 5", "RFC 3892 2.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The target of a transfer wants proof of who transferred the call.",
            .cause = "The request that followed a REFER has no Referred-By token that this target "
                     "accepts.",
            .inspect = "Referred-By in the REFER and in this request. The code is usually seen "
                       "only in the sipfrag body of a NOTIFY.",
            .next_step = "Check whether the transferring party can supply a Referred-By token, or "
                         "relax the target's policy.",
            .change = "A Referred-By header with a token of the transferring party.",
            .advice = "The client may repeat the request with a Referred-By token.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Authentication,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 430,
        .phrase = "Flow Failed",
        .references = {"RFC 5626 11.5", "RFC 5626 5.3.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "An edge proxy reports that the flow to a registered device no longer "
                       "works.",
            .cause = "The connection or NAT binding between device and edge proxy is gone, while "
                     "the registration still stands.",
            .inspect = "The flow token and Path of the registration, keep-alives, and TCP resets "
                       "or NAT time-outs on the device's leg.",
            .next_step = "See whether the proxy in charge tried another flow of this device. A 430 "
                         "that reaches the UE is a fault of that proxy.",
            .advice = "Endpoints should never see 430; one that does treats it as 400.",
            .proxy = "The proxy in charge of the target should try another flow of the same device "
                     "(another reg-id).",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Routing,
            .scope = Scope::Hop,
            .retry = {.headline = Retry::Elsewhere, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 433,
        .phrase = "Anonymity Disallowed",
        .references = {"RFC 5079 5", "RFC 5079 4", "TS 29.165 12.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The called party, or a service acting for it, takes no calls from callers "
                       "who hide their identity.",
            .cause = "Anonymous communication rejection (ACR) for the called party, and a caller "
                     "who asked for anonymity.",
            .inspect = "Privacy (id, user) and From (anonymous.invalid, display name Anonymous). A "
                       "missing P-Asserted-Identity alone is no anonymity.",
            .next_step = "If the caller did not ask for anonymity, find the node that added "
                         "Privacy or rewrote From.",
            .change = "Call without anonymity, after the user has agreed.",
            .advice = "The client must not reveal the caller by itself; only with the user's "
                      "consent may it call again with the identity shown.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Policy,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Note,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 436,
        .phrase = "Bad Identity Info",
        .references = {"RFC 8224 6.2.2", "RFC 8224 13.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The verifying server could not get the certificate that the Identity "
                       "header points to.",
            .cause = "The URL in the info parameter of Identity is wrong, unreachable, or yields "
                     "no usable certificate.",
            .inspect = "The info parameter of Identity, and the verifier's fetch of that URL (DNS, "
                       "HTTPS).",
            .next_step = "Fetch the info URL from the verifier's network, and check certificate "
                         "repository, firewall and URL.",
            .change = "Another info URL in Identity.",
            .advice = "Not unchanged; the signing side may send it again with an info URL that "
                      "works.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Authentication,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 437,
        .phrase = "Unsupported Credential",
        .references = {"RFC 8224 6.2.2", "RFC 8224 13.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The verifying server has the certificate behind Identity but cannot use "
                       "it.",
            .cause = "Commonly an issuer that this verifier does not trust, or an expired or "
                     "unsuitable certificate.",
            .inspect = "The certificate behind the info URL: issuer, validity, key type; and the "
                       "verifier's list of trusted issuers.",
            .next_step = "Compare the certificate with the trust list of the verifier, and renew "
                         "the one or extend the other.",
            .change = "Sign with another certificate.",
            .advice = "Not unchanged; the signing side may send it again, signed with another "
                      "credential.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Authentication,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 438,
        .phrase = "Invalid Identity Header",
        .references = {"RFC 8224 6.2.2", "RFC 8224 6.1.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The signature in the Identity header does not fit the request.",
            .cause = "A node between signer and verifier changed From, To, Date or the number "
                     "form, or the token itself is faulty.",
            .inspect = "orig, dest and iat of the PASSporT against From or P-Asserted-Identity, To "
                       "and Date at the verifier.",
            .next_step = "Decode the token and compare its numbers with the headers at each hop; "
                         "find the node that rewrote them after signing.",
            .change = "A full-form PASSporT, made anew.",
            .advice = "The signing side may try once more with a full-form PASSporT, not more "
                      "often.",
            .proxy = "A proxy that signed the request may try that branch once more itself; "
                     "otherwise the 438 is kept while other branches go on.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Authentication,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 439,
        .phrase = "First Hop Lacks Outbound Support",
        .references = {"RFC 5626 11.6", "RFC 5626 4.2.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The registrar supports outbound (several flows for a device), but the "
                       "first proxy on the path does not.",
            .cause = "The device asked for outbound with reg-id, and the first Path entry lacks "
                     "the ob parameter.",
            .inspect = "reg-id and Supported: outbound in the REGISTER as the device sent it; Path "
                       "as the registrar got it.",
            .next_step = "Enable outbound on the first proxy (in IMS the P-CSCF), or switch it off "
                         "in the device.",
            .change = "Register without outbound, or through another first proxy.",
            .advice = "The device may register without outbound or try another outbound proxy.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Routing,
            .scope = Scope::Hop,
            .retry = {.headline = Retry::Modified, .modified = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 440,
        .phrase = "Max-Breadth Exceeded",
        .references = {"RFC 5393 5.3.3", "RFC 5393 5.1", "RFC 5393 6.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A proxy would have to fork into more parallel branches than Max-Breadth "
                       "leaves it; not every destination was tried.",
            .cause = "Forking at several proxies in a row, a large group, or a loop that uses the "
                     "breadth up.",
            .inspect = "Max-Breadth at each hop, the number of branches of each proxy, and nodes "
                       "that appear twice in Via.",
            .next_step = "Reduce the number of parallel targets, let the proxy try them one after "
                         "the other, or remove the loop.",
            .change = "A narrower search or another route.",
            .advice = "Not unchanged; a request for fewer targets or by another route may succeed.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Routing,
            .scope = Scope::Path,
            .retry = {.headline = Retry::Modified, .modified = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 469,
        .phrase = "Bad Info Package",
        .references = {"RFC 6086 4.2.2", "RFC 6086 11.6", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The INFO names an Info Package that the receiver has not agreed to.",
            .cause = "Info-Package is not among the packages the receiver listed in Recv-Info.",
            .inspect = "Info-Package in the INFO against Recv-Info in the answer and in the "
                       "exchange that set the session up.",
            .next_step = "Enable the package on both sides, or let the sender use one that the "
                         "receiver lists.",
            .change = "An Info Package from Recv-Info.",
            .advice = "Not with this package. The session itself goes on.",
            .proxy = kProxyDialog,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 470,
        .phrase = "Consent Needed",
        .references = {"RFC 5360 5.9", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A relay may not pass the request on, because a recipient has not yet "
                       "agreed to receive it.",
            .cause = "A list or relay service without permission from at least one recipient.",
            .inspect = "Permission-Missing, which should name the recipients.",
            .next_step = "Check the permission documents of the recipients on the relay, and get "
                         "the missing consent.",
            .advice = "After the recipient's consent the request may be sent again; nothing in it "
                      "has to change.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Policy,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Later, .later = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 480,
        .phrase = "Temporarily Unavailable",
        .references = {"RFC 3261 21.4.18", "RFC 3261 16.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The called user cannot be reached now: the device says so, or a server has "
                       "no current location for the user.",
            .cause = "In IMS commonly not registered: phone off, no coverage. Also do not disturb, "
                     "no answer, or a gateway's Q.850 19, 20 or 31.",
            .inspect = "Reason phrase, Reason (Q.850 19 no answer, 20 absent), a 180 before it, "
                       "Call-Info with m=NL, and who answered.",
            .next_step = "Check the called user's registration at that moment, then diversion and "
                         "do-not-disturb settings.",
            .advice = "The caller may try later; Retry-After, if present, says when the called "
                      "party is expected. The user may be available elsewhere.",
            .proxy = "Other branches go on. A proxy that knows no location for the user should "
                     "itself answer 480.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::User,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Later, .later = true, .elsewhere = true},
            .severity = Severity::Note,
            .finding = Finding::RequestFailed,
            .retry_after_defined = true,
        },
    },
    {
        .code = 481,
        .phrase = "Call/Transaction Does Not Exist",
        .references = {"RFC 3261 21.4.19", "RFC 3261 12.2.2", "RFC 5057 5.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The answering node knows no dialog or transaction to which this request "
                       "belongs.",
            .cause = "The other end has ended or lost the dialog (restart, failover, time-out), or "
                     "tags were changed. Outside a dialog commonly a Replaces or Join header whose "
                     "dialog is gone here.",
            .inspect = "Call-ID and both tags, or those in Replaces or Join, against the exchange "
                       "that made the dialog; an earlier BYE; failover or a B2BUA in between.",
            .next_step = "Find when the answering node lost the dialog, or which node sent the "
                         "request to a place that never had it.",
            .advice = "Nothing can be repeated in the dialog that is gone; a new one may be set "
                      "up.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Dialog,
            .scope = Scope::Dialog,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 482,
        .phrase = "Loop Detected",
        .references = {"RFC 3261 21.4.20", "RFC 3261 8.2.2.2", "RFC 5393 4.2.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A proxy saw the request come back to it (loop), or a user agent got it a "
                       "second time by another path (merged request).",
            .cause = "Routes that point at each other, or forking or failover that reaches one "
                     "user agent twice.",
            .inspect = "Via: one node twice with the same Request-URI is a loop. Same Call-ID, "
                       "From tag and CSeq in two branches at the device: merged.",
            .next_step = "For a loop correct the routes of the nodes listed in Via. A merged "
                         "request needs nothing where another branch went on.",
            .advice = "A repeat helps nothing before the routing is corrected; of a merged request "
                      "the other branch's answer counts.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Routing,
            .scope = Scope::Path,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 483,
        .phrase = "Too Many Hops",
        .references = {"RFC 3261 21.4.21", "RFC 3261 16.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The request used up the number of hops that Max-Forwards allows.",
            .cause = "A routing loop, a very long path, or a small Max-Forwards sent on purpose, "
                     "as some health checks do.",
            .inspect = "Max-Forwards and the number of Via values at each hop; nodes that appear "
                       "more than once.",
            .next_step = "Find the nodes that pass the request round and correct their routes; "
                         "without a loop, check the Max-Forwards of the sender.",
            .advice = "A repeat helps nothing before the routing is corrected; in a loop a higher "
                      "Max-Forwards only adds turns.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Routing,
            .scope = Scope::Path,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 484,
        .phrase = "Address Incomplete",
        .references = {"RFC 3261 21.4.22", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The number or address in the Request-URI is not complete.",
            .cause = "Too few digits, a digit map that sends too early, or overlap dialling with "
                     "more digits to come.",
            .inspect = "The digits against the number plan, phone-context, Reason (Q.850 28), and "
                       "a following INVITE with more digits.",
            .next_step = "If no longer number follows, check the digit map of the caller and the "
                         "minimum length that the answering node expects.",
            .change = "More digits.",
            .advice = "Dial the complete number; in overlap dialling the client sends a new "
                      "request with the digits added since.",
            .proxy = kProxyPreferred,
            .follow_up = "In overlap dialling: a new INVITE with more digits.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Target,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Note,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 485,
        .phrase = "Ambiguous",
        .references = {"RFC 3261 21.4.23", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The address in the Request-URI fits more than one user.",
            .cause = "A name, alias or short number that the directory of this server resolves to "
                     "several users.",
            .inspect = "Contact, which may list the candidates, and the directory entries for this "
                       "address.",
            .next_step = "Make the alias unique in the directory, or let the caller use the full "
                         "address.",
            .change = "One of the addresses in Contact, chosen by the user.",
            .advice = "The user chooses among the listed addresses; an automatic try is ruled out.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Target,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Note,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 486,
        .phrase = "Busy Here",
        .references = {"RFC 3261 21.4.24", "TS 29.165 12.11", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The called side says that it is busy at this device; other devices or "
                       "voicemail may still answer.",
            .cause = "Another call without call waiting, or a user who pressed reject, for which "
                     "phones commonly send 486.",
            .inspect = "Reason (Q.850 17), Call-Info with m=BS (call completion offered), a 180 "
                       "before it, other calls of the called user.",
            .next_step = "Usually nothing to repair. If the user was not in a call, look for a "
                         "session left open in the phone or application server.",
            .advice = "The caller may try later; Retry-After, if present, says when the called "
                      "party is expected. Another device may answer.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::User,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Later, .later = true, .elsewhere = true},
            .severity = Severity::Note,
            .finding = Finding::RequestFailed,
            .retry_after_defined = true,
        },
    },
    {
        .code = 487,
        .phrase = "Request Terminated",
        .references = {"RFC 3261 21.4.25", "RFC 3261 9.2", "RFC 3261 15.1.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The request was ended before its answer: by CANCEL, by BYE, or because its "
                       "own Expires time passed.",
            .cause = "The caller hung up, a proxy cancelled this branch because another one "
                     "answered or brought a 6xx, or the INVITE's Expires time ran out.",
            .inspect = "CANCEL or BYE on this hop and its Reason (SIP;cause=200: answered "
                       "elsewhere), Expires of the INVITE, other branches.",
            .next_step = "Nothing to repair in itself. If the caller did not hang up, find the "
                         "node that sent the first CANCEL, or the Expires value that ended it.",
            .advice = "Nothing to repeat: the request was ended, not refused.",
            .proxy = "A forking proxy gets 487 from the branches it cancelled and forwards the "
                     "better final of another branch, if there is one.",
            .follow_up = "A CANCEL, if that ended it, has its own answer.",
        },
        .failure = FailureInfo{
            .kind = Kind::Cancelled,
            .category = Category::Dialog,
            .scope = Scope::Message,
            .retry = {.headline = Retry::NotApplicable},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 488,
        .phrase = "Not Acceptable Here",
        .references = {"RFC 3261 21.4.26", "RFC 3261 13.3.1.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "This device or node does not accept the session description: media, "
                       "codecs, bandwidth or addresses.",
            .cause = "No common codec, SRTP or profile mismatch; commonly also the media policy of "
                     "a P-CSCF, SBC or subscriber profile.",
            .inspect = "m=, a=rtpmap, b= and c= lines of the offer; Warning (304, 305 media, 370 "
                       "bandwidth); the SDP in the answer, if any.",
            .next_step = "Compare the offer with what the answering node supports or allows; "
                         "enable a common codec or transcoding.",
            .change = "Another offer: codecs, media, bandwidth or addresses.",
            .advice = "The caller may try again with another offer, as some UEs do by themselves; "
                      "another device may accept the present one.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Media,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 489,
        .phrase = "Bad Event",
        .references = {"RFC 6665 8.3.2", "RFC 6665 4.2.1.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server does not support the event package named in the request.",
            .cause = "A package this node does not offer, or a request that ended at the wrong "
                     "node, for example not at the presence or conference server.",
            .inspect = "Event in the request against Allow-Events in the answer; which node "
                       "answered.",
            .next_step = "Check filter criteria or routes for this package, or switch the feature "
                         "off in the client.",
            .change = "An event package from Allow-Events.",
            .advice = "Not with this package; one that Allow-Events lists may be used.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 491,
        .phrase = "Request Pending",
        .references = {"RFC 3261 21.4.27", "RFC 3261 14.1", "RFC 3261 14.2", "RFC 3311 5.2"},
        .texts = {
            .meaning = "The receiver still has a request of its own open in this dialog: two "
                       "offers crossed (glare).",
            .cause = "Both ends sent a re-INVITE or UPDATE at nearly the same time.",
            .inspect = "The INVITE or UPDATE of the other side that has no final answer yet.",
            .next_step = "Look for the repeat after the wait. If 491 comes again and again, one "
                         "side never finishes its own request.",
            .advice = "The same request may be sent again: the owner of the Call-ID waits 2.1 to 4 "
                      "s, the other side 0 to 2 s.",
            .proxy = kProxyDialog,
            .follow_up = "The same request after the wait, unless the other side's has made it "
                         "needless.",
        },
        .failure = FailureInfo{
            .kind = Kind::Negotiation,
            .category = Category::Negotiation,
            .scope = Scope::Dialog,
            .retry = {.headline = Retry::Same, .same = true, .later = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 493,
        .phrase = "Undecipherable",
        .references = {"RFC 3261 21.4.28", "RFC 3261 23.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The receiver has no key to decrypt the S/MIME body of the request.",
            .cause = "The body was encrypted with a certificate the receiver does not or no longer "
                     "use.",
            .inspect = "The application/pkcs7-mime body, and the body of the answer, which may "
                       "carry a certificate.",
            .next_step = "Compare the certificate used for encryption with the one the receiver "
                         "holds now.",
            .change = "Encrypt with another key, perhaps the one in the answer.",
            .advice = "Not with the same key; with the receiver's present one it may be sent "
                      "again.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 494,
        .phrase = "Security Agreement Required",
        .references = {"RFC 3329 2.3.1", "RFC 3329 2.3.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The next hop wants a security agreement before it handles the request; "
                       "Security-Server lists what it offers.",
            .cause = "The request came unprotected, or the list in Security-Verify is not the one "
                     "this hop had sent.",
            .inspect = "Security-Server in the answer against Security-Client and Security-Verify "
                       "in the request; what protected the request.",
            .next_step = "Look for the repeat with Security-Verify over the chosen mechanism; if "
                         "none follows, compare the two lists of mechanisms.",
            .change = "Use the agreed mechanism and add Security-Verify.",
            .advice = "The client picks a mechanism from Security-Server, protects this hop with "
                      "it, and repeats the request with Security-Verify.",
            .proxy = kProxyClient,
            .follow_up = "The same request with Security-Verify, protected by the mechanism "
                         "chosen.",
        },
        .failure = FailureInfo{
            .kind = Kind::Negotiation,
            .category = Category::Negotiation,
            .scope = Scope::Hop,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },

    // 5xx: server failure

    {
        .code = 500,
        .phrase = "Server Internal Error",
        .references = {"RFC 3261 21.5.1", "RFC 3261 12.2.2", "RFC 3261 14.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server itself failed on a request that looks valid.",
            .cause = "A fault in this server, or a 503 that a proxy turned into 500. In IMS "
                     "commonly also missing bearer resources, reported by the P-CSCF.",
            .inspect = "The legs behind this node for the first 500 or 503; Reason, Retry-After, "
                       "Response-Source; in a dialog CSeq order and open requests.",
            .next_step = "Follow the answer down to the node that made it, and look there for what "
                         "happened to this Call-ID at this time.",
            .advice = "The caller may repeat the request after several seconds; Retry-After, if "
                      "present, says how long the service is unavailable.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Server,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Later, .same = true, .later = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
            .retry_after_defined = true,
        },
    },
    {
        .code = 501,
        .phrase = "Not Implemented",
        .references = {"RFC 3261 21.5.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server lacks a function that this request needs; a user agent says so "
                       "of a method that it does not know at all.",
            .cause = "The request ended at a node without this function. From a gateway: Q.850 "
                     "cause 29 or 79.",
            .inspect = "The method, Allow in the answer, Server or User-Agent, and Reason.",
            .next_step = "Check that the request reached the node meant for it, and which methods "
                         "that node implements.",
            .change = "Another method, one that the server implements.",
            .advice = "Not with this method at this server.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Server,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 502,
        .phrase = "Bad Gateway",
        .references = {"RFC 3261 21.5.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "This node passed the request on and got an answer that it could not use.",
            .cause = "A faulty answer from the network behind it. From a gateway: commonly Q.850 "
                     "cause 27, destination out of order.",
            .inspect = "The leg behind this node: its answer, or the ISUP release; Reason (Q.850 "
                       "27).",
            .next_step = "Trace the leg behind this node, and check the far end or trunk it leads "
                         "to.",
            .advice = "Another server or trunk may succeed, and a later try may too. Retry-After "
                      "is not defined for 502.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Server,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Elsewhere, .later = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 503,
        .phrase = "Service Unavailable",
        .references = {"RFC 3261 21.5.4", "RFC 3263 4.3", "RFC 3261 8.1.3.1", "RFC 3261 16.7"},
        .texts = {
            .meaning = "This one server cannot handle requests for the moment; others may.",
            .cause = "Overload, maintenance, or no free circuits (Q.850 34, 38, 41, 42, 47); or "
                     "made locally after a transport error.",
            .inspect = "Retry-After, Reason, which server answered, its load, and the other SRV "
                       "targets of its domain.",
            .next_step = "Check load, licences and trunk capacity of that server, and whether the "
                         "sender went on to the next server.",
            .advice = "Another server should be tried. With Retry-After nothing should go to this "
                      "one before that time; without it the 503 counts as a 500.",
            .proxy = "Not upstream, unless the proxy itself can serve nothing: it tries the next "
                     "server, or sends 500 if 503 is all it has.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Overload,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Elsewhere, .later = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
            .retry_after_defined = true,
        },
    },
    {
        .code = 504,
        .phrase = "Server Time-out",
        .references = {"RFC 3261 21.5.5", "TS 24.229 7.6", "TS 24.229 7.2.11.2", "RFC 3261 16.7"},
        .texts = {
            .meaning = "This server got no timely answer from another one it depends on, such as "
                       "DNS, HSS or the next CSCF.",
            .cause = "A slow or unreachable HSS, DNS, ENUM or peer. In IMS commonly a failed or "
                     "restarted S-CSCF, with an order to register again.",
            .inspect = "An application/3gpp-ims+xml body (restoration), P-Asserted-Identity, "
                       "Restoration-Info, and the leg to the server that stayed silent.",
            .next_step = "Find the query that got no answer. In IMS check for CSCF restarts and "
                         "whether the UE registers again.",
            .advice = "Later or by another server it may succeed; Retry-After is not defined here. "
                      "An IMS restoration body asks for a new registration first.",
            .proxy = kProxyServer,
            .follow_up = "With an IMS restoration body: a new initial registration of the UE.",
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Timeout,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Later, .later = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 505,
        .phrase = "Version Not Supported",
        .references = {"RFC 3261 21.5.6", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The server does not support the SIP version in the request line.",
            .cause = "A version other than SIP/2.0; in practice a damaged or foreign request line.",
            .inspect = "The request line, byte by byte.",
            .next_step = "Find the sender or middlebox that writes this request line.",
            .change = "SIP/2.0 in the request line.",
            .advice = "Not with this version.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Server,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 513,
        .phrase = "Message Too Large",
        .references = {"RFC 3261 21.5.7", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The whole message, headers included, is too long for this server.",
            .cause = "Long lists of headers (Via, Route, History-Info), large bodies, or a low "
                     "limit in this server.",
            .inspect = "The total length of the request and its growth from hop to hop.",
            .next_step = "Find what makes the message long, and the limit of this server; shorten "
                         "the one or raise the other.",
            .change = "A shorter message: headers and body.",
            .advice = "Not unchanged; a shorter request may be sent.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 555,
        .phrase = "Push Notification Service Not Supported",
        .references = {"RFC 8599 8.1", "RFC 8599 5.6", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The registrar or proxy does not work with the push service that the "
                       "REGISTER names.",
            .cause = "The value of pn-provider in Contact is unknown to this network, or push is "
                     "not enabled.",
            .inspect = "pn-provider, pn-prid and pn-param in Contact of the REGISTER.",
            .next_step = "Enable this push service in the network, or configure the client with "
                         "one that it offers.",
            .change = "Another push service in Contact, or none.",
            .advice = "Not with this push service; the client may register with another or without "
                      "push.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Server,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 580,
        .phrase = "Precondition Failure",
        .references = {"RFC 3312 8", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The resources that the offer demands before the user is alerted could not "
                       "be reserved.",
            .cause = "QoS was not granted: in VoLTE and VoNR commonly the dedicated bearer (QCI 1, "
                     "5QI 1) was not set up.",
            .inspect = "a=curr, a=des and a=conf in both SDPs. The SDP of the 580 should show what "
                       "failed; it is no answer to the offer.",
            .next_step = "Find the side whose current status stays none, and check bearer set-up "
                         "there: PCRF or PCF, core and radio.",
            .change = "A new offer, with other preconditions or without.",
            .advice = "A new offer may be sent. No clause promises that waiting helps, but without "
                      "the resources the same offer fails again.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Precondition,
            .scope = Scope::Ua,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },

    // 6xx: global failure

    {
        .code = 600,
        .phrase = "Busy Everywhere",
        .references = {"RFC 3261 21.6.1", "RFC 3261 13.3.1.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The answer claims that the called party is busy at every device, and that "
                       "nothing else, such as voicemail, will answer.",
            .cause = "A server that watches all devices of the user. In IMS commonly an I-CSCF "
                     "that found no S-CSCF: then nobody is busy.",
            .inspect = "Who answered (Response-Source, Server), Reason (Q.850 17), Retry-After; "
                       "behind an I-CSCF the HSS answer on Cx.",
            .next_step = "Find the sender first. From an I-CSCF: check S-CSCF selection and "
                         "capabilities. Else: the calls of the called party.",
            .advice = "The caller may try later; Retry-After, if present, says when the called "
                      "party is expected. No other server is expected to answer.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::User,
            .scope = Scope::Global,
            .retry = {.headline = Retry::Later, .later = true},
            .severity = Severity::Note,
            .finding = Finding::GlobalFailure,
            .retry_after_defined = true,
        },
    },
    {
        .code = 603,
        .phrase = "Decline",
        .references = {"RFC 3261 21.6.2", "TS 29.165 12.10", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The request is refused explicitly, for all devices of the called party; "
                       "the code does not say why.",
            .cause = "The user declined; or call barring (Reason SIP;cause=603), which may be the "
                     "caller's own; or an analytics block (phrase Network Blocked).",
            .inspect = "Reason, the reason phrase, a 180 before it, the time until the answer, and "
                       "which node answered.",
            .next_step = "Tell the user from the network: after ringing it was commonly the user; "
                         "at once and from a server, check barring at both ends.",
            .advice = "The caller may try later; Retry-After, if present, says when the called "
                      "party is expected. No other server should be tried.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::User,
            .scope = Scope::Global,
            .retry = {.headline = Retry::Later, .later = true},
            .severity = Severity::Note,
            .finding = Finding::GlobalFailure,
            .retry_after_defined = true,
        },
    },
    {
        .code = 604,
        .phrase = "Does Not Exist Anywhere",
        .references = {"RFC 3261 21.6.3", "RFC 3261 21.6", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The answer claims that the user in the Request-URI exists nowhere. How "
                       "much that is worth depends on who says it.",
            .cause = "An unassigned number; or commonly an I-CSCF that only means: no user of this "
                     "network. Kamailio's by default sends 604 for any unknown user.",
            .inspect = "Who answered (Response-Source, Via, Server, how fast), Reason (Q.850 1 "
                       "supports it; 2, 3, 26 speak of routing), digits and domain.",
            .next_step = "Grade the claim: does the answering network hold this number range or "
                         "domain? Then check its HSS, ENUM and portability data.",
            .advice = "No repeat with this Request-URI at any server; Retry-After is not defined "
                      "for 604. A corrected number is a new request.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Target,
            .scope = Scope::Global,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::DoesNotExistAnywhere,
        },
    },
    {
        .code = 606,
        .phrase = "Not Acceptable",
        .references = {"RFC 3261 21.6.4", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The answer says that the user would take the call, but that no device of "
                       "the user accepts its media, bandwidth or addresses.",
            .cause = "No common codec or media type, or too little bandwidth; commonly decided by "
                     "a server for all devices.",
            .inspect = "m=, a=rtpmap, b= and c= lines of the offer; Warning; the SDP in the "
                       "answer, if any.",
            .next_step = "Compare the offer with the abilities of the called side; ask why 606 was "
                         "sent and not 488, which leaves other devices a chance.",
            .change = "Another session description.",
            .advice = "The caller may try again with another session description; by this answer "
                      "no other server accepts it either.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Media,
            .scope = Scope::Global,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::GlobalFailure,
        },
    },
    {
        .code = 607,
        .phrase = "Unwanted",
        .references = {"RFC 8197 4", "TS 29.165 29", "RFC 3261 16.7"},
        .texts = {
            .meaning = "The called person marked this call or message as unwanted. It says nothing "
                       "about whether the number exists.",
            .cause = "The user pressed a spam or reject button, or wants nothing more from this "
                     "caller.",
            .inspect = "The caller's identity as the called side saw it: From, "
                       "P-Asserted-Identity, Identity.",
            .next_step = "Nothing to repair in the network. If the caller is wronged, check "
                         "whether its number is spoofed or listed as spam.",
            .advice = "No repeat. Retry-After is not defined for 607.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::User,
            .scope = Scope::Global,
            .retry = {.headline = Retry::No},
            .severity = Severity::Note,
            .finding = Finding::GlobalFailure,
        },
    },
    {
        .code = 608,
        .phrase = "Rejected",
        .references = {"RFC 8688 3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A machine on the path, not the called person, rejected the call.",
            .cause = "A call analytics or robocall filter rated the caller as unwanted.",
            .inspect = "Call-Info (purpose=jwscard) with the contact of the blocking party; the "
                       "caller's identity and Identity header.",
            .next_step = "Take the contact from the signed card in Call-Info, if it is there, and "
                         "ask why the caller is blocked.",
            .advice = "No repeat; the caller may object through the contact in Call-Info. "
                      "Retry-After is not defined for 608.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Policy,
            .scope = Scope::Global,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::GlobalFailure,
        },
    },
};

/// What an unregistered code of each class gets: it is handled as x00 of its class, an unknown 1xx
/// as 183 (RFC 3261 8.1.3.2).
constexpr ResponseInfo kClassFallbacks[] = {
    {
        .code = 0,
        .phrase = "Private Provisional Code",
        .references = {"RFC 3261 8.1.3.2", "RFC 3261 21.1"},
        .texts = {
            .meaning = "A provisional answer that IANA does not list; it is handled like 183.",
        },
        .failure = {},
    },
    {
        .code = 0,
        .phrase = "Private Success Code",
        .references = {"RFC 3261 8.1.3.2", "RFC 3261 21.2"},
        .texts = {
            .meaning = "A success answer that IANA does not list; it is handled like 200.",
        },
        .failure = {},
    },
    {
        .code = 0,
        .phrase = "Private Redirection Code",
        .references = {"RFC 3261 8.1.3.2", "RFC 3261 21.3", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A redirection that IANA does not list; it is handled like 300: Contact "
                       "lists other addresses.",
            .cause = "A private code of the answering network or product.",
            .inspect = "The Contact values, the reason phrase, and Server or User-Agent.",
            .next_step = "Ask the operator or vendor of the answering node what the code stands "
                         "for; see whether a request to a Contact follows.",
            .change = "The Request-URI: one of the Contact addresses.",
            .advice = "The user or the user agent may pick a Contact address.",
            .proxy = kProxyRedirect,
            .follow_up = "A new request to one of the Contact addresses.",
        },
        .failure = FailureInfo{
            .kind = Kind::Redirection,
            .category = Category::Redirection,
            .scope = Scope::Target,
            .retry = {.headline = Retry::Redirected, .elsewhere = true},
            .severity = Severity::Chat,
            .finding = Finding::NormalProcedure,
        },
    },
    {
        .code = 0,
        .phrase = "Private Client Failure Code",
        .references = {"RFC 3261 8.1.3.2", "RFC 3261 21.4", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A client failure that IANA does not list; it is handled like 400: this "
                       "server does not accept the request as it is.",
            .cause = "A private code of the answering network or product; only its maker can say "
                     "what it means.",
            .inspect = "The reason phrase, Warning, Reason, and Server or User-Agent of the node "
                       "that answered.",
            .next_step = "Ask the operator or vendor of the answering node what the code stands "
                         "for.",
            .change = "What the reason phrase or the vendor names.",
            .advice = "The same request should not be repeated unchanged at this server.",
            .proxy = kProxyClient,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Message,
            .scope = Scope::Message,
            .retry = {.headline = Retry::Modified, .modified = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 0,
        .phrase = "Private Server Failure Code",
        .references = {"RFC 3261 8.1.3.2", "RFC 3261 21.5", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A server failure that IANA does not list; it is handled like 500: the "
                       "server failed on a request that looks valid.",
            .cause = "A private code of the answering network or product; only its maker can say "
                     "what it means.",
            .inspect = "The reason phrase, Warning, Reason, and the legs behind the node that "
                       "answered.",
            .next_step = "Find the node that made the code, and ask its operator or vendor what it "
                         "stands for.",
            .advice = "As for 500, the caller may repeat the request after several seconds.",
            .proxy = kProxyServer,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::Server,
            .scope = Scope::Server,
            .retry = {.headline = Retry::Later, .same = true, .later = true, .elsewhere = true},
            .severity = Severity::Warn,
            .finding = Finding::RequestFailed,
        },
    },
    {
        .code = 0,
        .phrase = "Private Global Failure Code",
        .references = {"RFC 3261 8.1.3.2", "RFC 3261 21.6", "RFC 3261 16.7"},
        .texts = {
            .meaning = "A global failure that IANA does not list; clients and proxies handle it "
                       "like 600, though nobody needs to be busy.",
            .cause = "A private code of the answering network or product; only its maker can say "
                     "what it means.",
            .inspect = "The reason phrase, Reason, and Server or User-Agent of the node that "
                       "answered.",
            .next_step = "Ask the operator or vendor of the answering node what the code stands "
                         "for, and why it stops all other branches.",
            .advice = "No repeat: no server is said to accept the request, and no clause promises "
                      "that time helps.",
            .proxy = kProxyGlobal,
        },
        .failure = FailureInfo{
            .kind = Kind::Failure,
            .category = Category::User,
            .scope = Scope::Global,
            .retry = {.headline = Retry::No},
            .severity = Severity::Warn,
            .finding = Finding::GlobalFailure,
        },
    },
};
// clang-format on

static_assert(std::size(kClassFallbacks) ==
              static_cast<std::size_t>(ResponseClass::GlobalFailure) + 1);

consteval bool sorted_and_unique() {
    return std::ranges::adjacent_find(kResponses, std::ranges::greater_equal{},
                                      &ResponseInfo::code) == std::ranges::end(kResponses);
}
static_assert(sorted_and_unique(), "kResponses must ascend by code, each code once");

constexpr std::uint16_t kFirstCode = 100;
constexpr std::uint16_t kLastCode = 699;
constexpr std::uint8_t kNoRecord = 0xff;
static_assert(std::size(kResponses) < kNoRecord);

/// Index of the record of each code, so that a look-up is one array access.
constexpr auto kIndex = [] {
    std::array<std::uint8_t, kLastCode - kFirstCode + 1> index{};
    index.fill(kNoRecord);
    for (std::size_t i = 0; i < std::size(kResponses); ++i) {
        index.at(kResponses[i].code - kFirstCode) = static_cast<std::uint8_t>(i);
    }
    return index;
}();

/// The record of a registered code, or nullptr.
const ResponseInfo *find(std::uint16_t code) noexcept {
    if (code < kFirstCode || code > kLastCode) {
        return nullptr;
    }
    const std::uint8_t i = kIndex[static_cast<std::size_t>(code - kFirstCode)];
    return i == kNoRecord ? nullptr : &kResponses[i];
}

} // namespace

std::span<const ResponseInfo> registered_responses() noexcept {
    return kResponses;
}

const ResponseInfo &response_info(std::uint16_t code) noexcept {
    if (const ResponseInfo *info = find(code)) {
        return *info;
    }
    return kClassFallbacks[static_cast<std::size_t>(response_class(code))];
}

bool is_registered(std::uint16_t code) noexcept {
    return find(code) != nullptr;
}

} // namespace imsfail::knowledge
