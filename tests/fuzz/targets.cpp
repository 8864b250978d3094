// imsfail: the readers as they are fuzzed
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "targets.h"

#include "diagnosis/bodies.h"
#include "diagnosis/target.h"
#include "model/arena.h"
#include "model/facts.h"
#include "model/settings.h"
#include "sip/body.h"
#include "sip/display_text.h"
#include "sip/ims_xml.h"
#include "sip/message.h"
#include "sip/reason.h"
#include "sip/reg_info.h"
#include "sip/response_source.h"
#include "sip/retry_after.h"
#include "sip/sdp.h"
#include "sip/uri.h"
#include "sip/via.h"
#include "sip/warning.h"

#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <string>

namespace imsfail::fuzz {

using sip::Header;

void require(bool holds) noexcept {
    if (!holds) {
        std::abort();
    }
}

void require_fit_to_be_shown(std::string_view text) noexcept {
    // What is fit stays as it is; blanks at its ends may come from joining texts.
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; };
    std::size_t following = 0; // bytes of the character that has begun
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        require(!is_control(c));
        if (following > 0) {
            require(byte >> 6 == 2);
            --following;
        } else if (byte >= 0x80) {
            require(byte >= 0xc2 && byte <= 0xf4);
            following = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
        }
    }
    require(following == 0);
}

namespace {

// Aborts unless each of `parts` is empty or lies within `whole`.
void require_within(std::string_view whole, std::initializer_list<std::string_view> parts) {
    const std::less_equal<> at_most;
    for (const std::string_view part : parts) {
        require(part.empty() || (at_most(whole.data(), part.data()) &&
                                 at_most(part.data() + part.size(), whole.data() + whole.size())));
    }
}

void show(std::string_view text) {
    require_fit_to_be_shown(sip::display_text(text));
    require_fit_to_be_shown(sip::display_quoted(text));
}

void run_reason(std::string_view text) {
    if (const auto reason = sip::parse_reason(text)) {
        require(!reason->protocol.empty());
        require_within(text, {reason->protocol, reason->text, reason->location});
        show(reason->text);
    }
}

void run_retry_after(std::string_view text) {
    if (const auto retry_after = sip::parse_retry_after(text)) {
        require_within(text, {retry_after->comment});
        show(retry_after->comment);
    }
}

void run_uri(std::string_view text) {
    const sip::Uri uri = sip::parse_uri(text);
    require_within(text, {uri.scheme, uri.user, uri.host, uri.port, uri.parameters});
    const sip::NameAddr address = sip::parse_name_addr(text);
    require_within(text, {address.display, address.uri, address.parameters});
    require_within(text, {sip::tag_of(address)});
    show(address.display);
    model::is_anonymous(text);
    model::is_emergency_service(text);

    model::Arena arena;
    const model::Settings settings = {.home_domains = {"ims.mnc001.mcc001.3gppnetwork.org"},
                                      .country_code = "44",
                                      .national_prefix = "0"};
    const diagnosis::Target target =
        diagnosis::shown_target(text, model::read_target_uri(text, settings), arena);
    for (const char *const part :
         {target.uri, target.scheme, target.user, target.host, target.number, target.number_form}) {
        require_fit_to_be_shown(part == nullptr ? "" : part);
    }
}

void run_sdp(std::string_view text) {
    const std::vector<sip::Media> media = sip::read_sdp(text);
    require(media.size() <= sip::kMaxMedia);
    for (const sip::Media &each : media) {
        require_within(text, {each.type, each.port, each.protocol});
        require(each.codecs.size() <= sip::kMaxCodecs);
        require(each.preconditions.size() <= sip::kMaxPreconditions);
    }
    sip::media_lines(text);
    require_fit_to_be_shown(diagnosis::media_words(text, false));
    require_fit_to_be_shown(diagnosis::refused_preconditions(text));
    require_fit_to_be_shown(diagnosis::unmet_preconditions(text));
}

void run_xml(std::string_view text) {
    const sip::ImsXml order = sip::read_ims_xml(text);
    require_fit_to_be_shown(order.type);
    require_fit_to_be_shown(order.action);
    require_fit_to_be_shown(order.reason);
    require(sip::ended_registrations(text).size() <= sip::kMaxEndedRegistrations);
}

void run_value(Header header, std::string_view value) {
    switch (header) {
    case Header::Via: {
        const sip::Via via = sip::parse_via(value);
        require_within(value, {via.transport, via.host, via.port, via.branch});
        require(sip::via_branch(value) == via.branch);
        break;
    }
    case Header::Warning:
        if (const auto warning = sip::parse_warning(value)) {
            require_within(value, {warning->agent, warning->text});
            show(warning->text);
        }
        break;
    case Header::WwwAuthenticate:
    case Header::ProxyAuthenticate: {
        const model::Challenge challenge = model::parse_challenge(value);
        require_within(value, {challenge.realm, challenge.nonce});
        break;
    }
    case Header::Authorization:
    case Header::ProxyAuthorization: {
        const model::Credentials credentials = model::parse_credentials(value);
        require_within(value, {credentials.realm, credentials.nonce});
        break;
    }
    case Header::ResponseSource:
        sip::for_each_response_source(value, [value](const sip::ResponseSource &source) {
            require_within(value, {source.node, source.role});
            require(!source.node.empty());
        });
        break;
    case Header::Reason:
        run_reason(value);
        break;
    case Header::RetryAfter:
        run_retry_after(value);
        break;
    default:
        break;
    }
}

// What one message says, whatever object has read it.
void require_same(const sip::Message &a, const sip::Message &b) {
    require(a.status() == b.status() && a.method() == b.method() && a.body() == b.body() &&
            a.request_uri() == b.request_uri() && a.phrase() == b.phrase() &&
            a.size() == b.size() && a.problems() == b.problems());
    for (std::size_t i = 0; i < sip::kHeaderCount; ++i) {
        const auto header = static_cast<Header>(i);
        require(a.has(header) == b.has(header) && a.first(header) == b.first(header));
    }
}

void run_message(std::string_view bytes) {
    static sip::Message reused;
    sip::Message message;
    const bool is_message = message.scan(bytes);
    require(reused.scan(bytes, true) == is_message);
    require(reused.scan(bytes) == is_message);
    require_same(reused, message);
    require(message.size() <= bytes.size());
    require_within(bytes.substr(0, message.size()),
                   {message.method(), message.request_uri(), message.phrase(), message.body()});
    message.for_each_field(
        [bytes](Header /*header*/, std::string_view value) { require_within(bytes, {value}); });
    for (std::size_t i = 0; i < sip::kHeaderCount; ++i) {
        const auto header = static_cast<Header>(i);
        message.for_each_value(header, [header](std::string_view v) { run_value(header, v); });
    }
    for (const std::string_view type :
         {std::string_view("application/sdp"), sip::kImsXmlType, sip::kRegInfoType}) {
        if (const auto body = sip::find_body(message, type)) {
            require_within(message.body(), {*body});
        }
    }
}

constexpr Target kTargets[] = {
    {"message", run_message}, {"reason", run_reason},   {"retry_after", run_retry_after},
    {"sdp", run_sdp},         {"session", run_session}, {"uri", run_uri},
    {"xml", run_xml},
};

} // namespace

std::span<const Target> targets() noexcept {
    return kTargets;
}

const Target *find_target(std::string_view name) noexcept {
    for (const Target &target : kTargets) {
        if (target.name == name) {
            return &target;
        }
    }
    return nullptr;
}

} // namespace imsfail::fuzz
