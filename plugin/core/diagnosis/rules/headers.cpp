// imsfail: rules about what a single message must say, and must not
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/themes.h"
#include "knowledge/nodes.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace imsfail::diagnosis {

using knowledge::Severity;
using sip::Header;
using sip::Message;

namespace {

// What is not there proves something only if all headers were captured.
bool has_all_headers(const Message &message) {
    return !message.has_problem(sip::Problem::NoBlankLine);
}

// --- companion_header_missing

// A code, and the headers of which its answer must have one; note: should or may.
struct Companion {
    std::uint16_t code;
    std::array<Header, 3> any_of; ///< Other: none
    Severity severity;
    const char *words; ///< what is missing, and the clause
};

constexpr Header kNone = Header::Other;

// clang-format off
constexpr Companion kCompanions[] = {
    {300, {Header::Contact, kNone, kNone}, Severity::Note, "Contact, where to try instead (RFC 3261 21.3.1)"},
    {301, {Header::Contact, kNone, kNone}, Severity::Note, "Contact, where to try instead (RFC 3261 21.3.2)"},
    {302, {Header::Contact, kNone, kNone}, Severity::Note, "Contact, where to try instead (RFC 3261 21.3.3)"},
    {305, {Header::Contact, kNone, kNone}, Severity::Note, "Contact, the proxy to use (RFC 3261 21.3.4)"},
    {401, {Header::WwwAuthenticate, kNone, kNone}, Severity::Warn, "WWW-Authenticate, the challenge to answer (RFC 3261 21.4.2)"},
    {405, {Header::Allow, kNone, kNone}, Severity::Warn, "Allow, the methods that the target knows (RFC 3261 21.4.6)"},
    {407, {Header::ProxyAuthenticate, kNone, kNone}, Severity::Warn, "Proxy-Authenticate, the challenge to answer (RFC 3261 21.4.8)"},
    {415, {Header::Accept, Header::AcceptEncoding, Header::AcceptLanguage}, Severity::Warn, "Accept, Accept-Encoding or Accept-Language, what would do (RFC 3261 21.4.13)"},
    {420, {Header::Unsupported, kNone, kNone}, Severity::Warn, "Unsupported, the extensions to leave out (RFC 3261 21.4.15)"},
    {421, {Header::Require, kNone, kNone}, Severity::Warn, "Require, the extensions to support (RFC 3261 21.4.16)"},
    {422, {Header::MinSe, kNone, kNone}, Severity::Warn, "Min-SE, the shortest session interval (RFC 4028 6)"},
    {423, {Header::MinExpires, kNone, kNone}, Severity::Warn, "Min-Expires, the shortest expiration time (RFC 3261 21.4.17)"},
    {424, {Header::GeolocationError, kNone, kNone}, Severity::Warn, "Geolocation-Error, what is wrong with the location (RFC 6442 4.3)"},
    {425, {Header::AlertMsgError, kNone, kNone}, Severity::Warn, "AlertMsg-Error, what is wrong with the alert (RFC 8876 5.1)"},
    {469, {Header::RecvInfo, kNone, kNone}, Severity::Warn, "Recv-Info, the Info packages that would do (RFC 6086 4.2.2)"},
    {485, {Header::Contact, kNone, kNone}, Severity::Note, "Contact, whom to choose from (RFC 3261 21.4.23)"},
    {494, {Header::SecurityServer, kNone, kNone}, Severity::Warn, "Security-Server, the mechanisms to choose from (RFC 3329 2.3.1)"},
    {608, {Header::CallInfo, kNone, kNone}, Severity::Note, "Call-Info, where to ask for redress, which only misuse of it excuses (RFC 8688 3)"},
};
// clang-format on

std::optional<Hit> companion_header_missing(const FailureCase &failure) {
    const Message &response = failure.exchange.response;
    const auto companion =
        std::find_if(std::begin(kCompanions), std::end(kCompanions),
                     [&](const Companion &each) { return each.code == response.status(); });
    if (companion == std::end(kCompanions) || !failure.at_originator() ||
        !has_all_headers(response) || failure.exchange.method() == "CANCEL" ||
        std::any_of(companion->any_of.begin(), companion->any_of.end(),
                    [&](Header header) { return header != kNone && response.has(header); })) {
        return std::nullopt;
    }
    return Hit{companion->severity,
               std::to_string(companion->code) + " without " + companion->words};
}

// --- mandatory_header_missing

// "From, To and Call-ID" of those that are not there; empty: none.
std::string missing(const Message &message, std::initializer_list<Header> mandatory) {
    std::string names;
    std::string_view last;
    for (const Header header : mandatory) {
        if (!message.has(header)) {
            names += names.empty() || last.empty() ? "" : ", ";
            names += last;
            last = sip::header_name(header);
        }
    }
    names += names.empty() ? "" : " and ";
    return names.append(last);
}

Hit without(const std::string &names) {
    return {Severity::Warn, "No " + names +
                                ": every message must have Via, From, To, Call-ID and CSeq (RFC "
                                "3261 8.1.1, 8.2.6.2)"};
}

// A message that cannot be placed is not told from its copies and retransmissions otherwise.
bool is_repeated(const Message &message, model::Session &session) {
    model::Fingerprinter known;
    known.add("mandatory header").add(message.status());
    for (const Header header :
         {Header::Via, Header::From, Header::To, Header::CallId, Header::CSeq}) {
        known.add(message.first(header));
    }
    return !session.is_first(known.finish());
}

// A request that has no CSeq is not even taken for one.
std::optional<Hit> request_lacks_header(const RequestCase &seen) {
    const Message &request = seen.request;
    const bool is_forwarded = seen.placed != nullptr && seen.placed->parent != nullptr;
    const std::string names =
        missing(request, {Header::Via, Header::From, Header::To, Header::CallId});
    if (names.empty() || is_forwarded || !has_all_headers(request) ||
        is_repeated(request, seen.session)) {
        return std::nullopt;
    }
    return without(names);
}

// What the response lacks itself, or else that its request left out Max-Forwards. Requests that
// succeed without it harm nobody, so that is told only here.
std::optional<Hit> response_lacks_header(const FailureCase &failure) {
    const Message &response = failure.exchange.response;
    if (!failure.at_originator() || !has_all_headers(response)) {
        return std::nullopt;
    }
    const std::string names =
        missing(response, {Header::Via, Header::From, Header::To, Header::CallId, Header::CSeq});
    if ((!names.empty() || !response.cseq()) && is_repeated(response, failure.session)) {
        return std::nullopt;
    }
    if (!names.empty()) {
        return without(names);
    }
    if (!response.cseq()) {
        return Hit{Severity::Warn, "The CSeq is no \"number method\" with a number of 32 bits, so "
                                   "no request can be found for this response (RFC 3261 20.16)"};
    }
    const model::RequestFacts *const request = failure.exchange.request();
    if (request == nullptr || !request->lacks_max_forwards ||
        failure.verdict.kind != knowledge::Kind::Failure) {
        return std::nullopt;
    }
    return Hit{Severity::Note, "The request has no Max-Forwards, so nothing would end it if it "
                               "went in a circle (RFC 3261 8.1.1.6)"};
}

// --- to_tag_missing

// The tag tells the dialogs of a fork apart. A peer older than RFC 3261 knows no tags: then From
// has none either.
std::optional<Hit> to_tag_missing(const FailureCase &failure) {
    const Message &response = failure.exchange.response;
    if (!response.has(Header::To) || !sip::tag_of(response.to()).empty() ||
        !has_all_headers(response) || !failure.at_originator() ||
        failure.exchange.method() == "CANCEL") {
        return std::nullopt;
    }
    const bool is_old = sip::tag_of(response.from()).empty();
    return Hit{is_old ? Severity::Note : Severity::Warn,
               is_old ? "No tag in To, nor in From: elements older than RFC 3261 leave them out "
                        "(RFC 3261 8.2.6.2)"
                      : "No tag in To: whoever answers must add one (RFC 3261 8.2.6.2)"};
}

// --- codes that do not fit the method

// A registrar must not say so. An I-CSCF that finds no S-CSCF commonly does.
std::optional<Hit> registrar_global_failure(const FailureCase &failure) {
    if (failure.exchange.method() != "REGISTER" || failure.exchange.code() < 600 ||
        !failure.at_originator()) {
        return std::nullopt;
    }
    const bool is_i_cscf =
        failure.verdict.origin.node == knowledge::Node::ICscf ||
        (failure.exchange.code() == 600 && !failure.verdict.context.ims_evidence.empty());
    if (is_i_cscf) {
        return Hit{Severity::Note,
                   "6xx to REGISTER, which no registrar may send (RFC 3261 10.3); commonly an "
                   "I-CSCF that found no S-CSCF"};
    }
    return Hit{Severity::Error,
               "6xx to REGISTER: a registrar must not send it (RFC 3261 10.3), only a proxy "
               "before it could"};
}

std::optional<Hit> timeout_for_non_invite(const FailureCase &failure) {
    const std::string_view method = failure.exchange.method();
    if (failure.exchange.code() != 408 || method == "INVITE" || method == "CANCEL" ||
        method.empty() || !failure.at_originator()) {
        return std::nullopt;
    }
    return Hit{Severity::Note, "408 to a request other than INVITE: it comes too late, as its "
                               "sender has timed out by then, and must not be sent (RFC 4320 4.2)"};
}

std::optional<Hit> message_global_failure(const FailureCase &failure) {
    if (failure.exchange.code() != 604 || failure.exchange.method() != "MESSAGE" ||
        !failure.at_originator()) {
        return std::nullopt;
    }
    return Hit{Severity::Note, "To a MESSAGE, a 6xx says that it was delivered and refused (RFC "
                               "3428 7), while 604 says that nobody is there: the two do not fit"};
}

constexpr Rule kRules[] = {
    {.id = "companion_header_missing",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "The header that this status must bring is missing",
     .clause = "RFC 3261 21, and that of each code",
     .meaning = "Some codes say nothing without a header beside them, such as 420 without "
                "Unsupported: the client cannot know what to change.",
     .action = "Have the node that answered corrected, or a node between that removes the header.",
     .on_failure = companion_header_missing},
    {.id = "mandatory_header_missing",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "A header that every message must have is missing",
     .clause = "RFC 3261 8.1.1, 8.2.6.2, 20",
     .meaning = "Without Via, From, To, Call-ID and CSeq a message cannot be matched or routed "
                "back; without Max-Forwards a request may go round for ever.",
     .action = "Look at the node that sent the message, or at a header manipulation on the way.",
     .on_request = request_lacks_header,
     .on_failure = response_lacks_header,
     .also_unplaced = true},
    {.id = "to_tag_missing",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Warn},
     .title = "A final response without To tag",
     .clause = "RFC 3261 8.2.6.2",
     .meaning = "Whoever answers must add a tag to To; without it the answers of a fork, and their "
                "ACKs, cannot be told apart.",
     .action = "Have the node that answered corrected, commonly a script that answers statelessly.",
     .on_failure = to_tag_missing},
    {.id = "registrar_global_failure",
     .group = Group::Protocol,
     .severities = {Severity::Note, Severity::Error},
     .title = "6xx to REGISTER",
     .clause = "RFC 3261 10.3",
     .meaning = "A registrar knows one domain only, so it must not claim anything for everywhere.",
     .action = "Find out who answered: in IMS commonly an I-CSCF that could select no S-CSCF; look "
               "at the HSS and the list of S-CSCFs then.",
     .on_failure = registrar_global_failure},
    {.id = "timeout_for_non_invite",
     .group = Group::Protocol,
     .severities = {Severity::Note},
     .title = "408 to a request other than INVITE",
     .clause = "RFC 4320 4.2",
     .meaning = "Such a 408 can only arrive after the client gave up by its own timer, so it tells "
                "nothing and loads the network.",
     .action = "Look for the node that did not answer the one that sent 408.",
     .on_failure = timeout_for_non_invite},
    {.id = "message_global_failure",
     .group = Group::Protocol,
     .severities = {Severity::Note},
     .title = "604 to MESSAGE",
     .clause = "RFC 3428 7, RFC 3261 21.6.3",
     .meaning = "RFC 3428 reads a 6xx to MESSAGE as delivered but refused, which a user who does "
                "not exist cannot do.",
     .action = "Take the message for not delivered, and read the authority of the 604.",
     .on_failure = message_global_failure},
};

} // namespace

std::span<const Rule> headers_rules() noexcept {
    return kRules;
}

} // namespace imsfail::diagnosis
