// imsfail: a request that a client sends again after it failed
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/repeat.h"

#include "diagnosis/wording.h"
#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace imsfail::diagnosis {

using model::Attempt;
using model::Transaction;
using sip::Header;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

bool is_same_way(const Transaction &earlier, const Transaction &later) {
    const model::Route &before = earlier.path()->route;
    const model::Route &now = later.path()->route;
    return before.source.address == now.source.address && before.destination == now.destination;
}

// --- what must change

// The first of the values that the answer demands for which `matches(value)`; empty: none.
template <typename Matches> std::string_view find_demand(const Repeat &repeat, Matches matches) {
    std::string_view rest = repeat.asked().demand;
    std::string_view value = sip::next_value(rest);
    while (!value.empty() && !matches(value)) {
        value = sip::next_value(rest);
    }
    return value;
}

// Of a tag, in a text among others.
constexpr std::size_t kLongestTag = 40;

struct LessWithoutCase {
    bool operator()(std::string_view a, std::string_view b) const {
        return std::lexicographical_compare(
            a.begin(), a.end(), b.begin(), b.end(),
            [](char c, char d) { return sip::to_lower(c) < sip::to_lower(d); });
    }
};

// Which of the values that the answer demands stand in these headers of the request. Both lists may
// be long, so each is walked once.
std::map<std::string_view, bool, LessWithoutCase> met_demands(const Repeat &repeat,
                                                              std::array<Header, 2> headers) {
    std::map<std::string_view, bool, LessWithoutCase> met;
    find_demand(repeat, [&met](std::string_view value) { return met[value]; });
    for (const Header header : headers) {
        repeat.message().for_each_value(header, [&met](std::string_view value) {
            if (const auto demand = met.find(value); demand != met.end()) {
                demand->second = true;
            }
        });
    }
    return met;
}

std::string still_required(const Repeat &repeat) {
    auto met = met_demands(repeat, {Header::Require, Header::ProxyRequire});
    const std::string_view tag =
        find_demand(repeat, [&met](std::string_view unsupported) { return met[unsupported]; });
    return tag.empty() ? ""
                       : "it still requires " + shown(tag, kLongestTag) + ", which is unsupported";
}

std::string still_unsupported(const Repeat &repeat) {
    auto met = met_demands(repeat, {Header::Supported, Header::Require});
    const std::string_view tag =
        find_demand(repeat, [&met](std::string_view required) { return !met[required]; });
    return tag.empty()
               ? ""
               : "it still does not support " + shown(tag, kLongestTag) + ", which is required";
}

// "text/*" holds all texts, "*/*" everything (RFC 3261 20.1).
bool is_in_range(std::string_view type, std::string_view range) {
    const auto cut = [](std::string_view &rest, char stop) {
        const std::size_t end = std::min(rest.find(stop), rest.size());
        const std::string_view part = sip::trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return part;
    };
    for (const char stop : {'/', ';'}) {
        const std::string_view wanted = cut(range, stop);
        if (!sip::iequals(cut(type, stop), wanted) && wanted != "*") {
            return false;
        }
    }
    return true;
}

std::string still_of_other_type(const Repeat &repeat) {
    const std::string_view type = repeat.message().first(Header::ContentType);
    const bool is_accepted = repeat.asked().demand.empty() || type.empty() ||
                             repeat.message().body().empty() ||
                             !find_demand(repeat, [type](std::string_view range) {
                                  return is_in_range(type, range);
                              }).empty();
    return is_accepted ? "" : "its Content-Type is none of those in Accept";
}

std::string still_of_other_event(const Repeat &repeat) {
    const std::string_view event = repeat.message().first(Header::Event);
    const std::string_view package = sip::trim(event.substr(0, event.find(';')));
    const bool is_known = repeat.asked().demand.empty() || package.empty() ||
                          !find_demand(repeat, [package](std::string_view known) {
                               return sip::iequals(known, package);
                           }).empty();
    return is_known ? "" : "its Event is not in Allow-Events";
}

// Seconds before any parameters.
std::optional<std::uint32_t> seconds_of(std::string_view value) {
    return sip::to_number(sip::trim(value.substr(0, value.find(';'))));
}

std::string still_below(const Repeat &repeat, const char *what,
                        std::optional<std::uint32_t> seconds) {
    const auto least = seconds_of(repeat.asked().demand);
    return least && seconds && *seconds < *least
               ? std::string(what) + " is below " + std::to_string(*least) + " s"
               : "";
}

// The shortest time asked for but 0, which ends a binding or subscription. For each contact its own
// (RFC 3261 10.2.1.1).
std::optional<std::uint32_t> shortest_expiry(const sip::Message &request) {
    const auto expires = seconds_of(request.first(Header::Expires));
    std::optional<std::uint32_t> shortest;
    const auto take = [&shortest](std::optional<std::uint32_t> seconds) {
        if (seconds && *seconds != 0) {
            shortest = std::min(shortest.value_or(*seconds), *seconds);
        }
    };
    if (request.method() != "REGISTER") {
        take(expires);
        return shortest;
    }
    request.for_each_value(Header::Contact, [&](std::string_view contact) {
        const auto own = sip::find_parameter(sip::parse_name_addr(contact).parameters, "expires");
        take(own ? sip::to_number(*own) : expires);
    });
    return shortest;
}

bool is_no_shorter(std::uint16_t now, std::uint16_t before) {
    return before != 0 && before != model::kUnknownSize && now != model::kUnknownSize &&
           now >= before;
}

// Of a REGISTER the target is the user, whom it is the registrar's to know (10.3); credentials that
// were refused with 403 may be others now.
bool has_same_target(const Repeat &repeat) {
    const bool is_register = repeat.message().method() == "REGISTER";
    const bool is_about_user =
        repeat.code() == 404 || (repeat.code() == 403 && !repeat.refused.request.has_credentials);
    return repeat.same_target() && (!is_register || is_about_user);
}

bool has_same_scheme(const Repeat &repeat) {
    const auto scheme = [](const Transaction &transaction) {
        return sip::parse_uri(transaction.request.target_uri).scheme;
    };
    return repeat.message().method() != "REGISTER" &&
           sip::iequals(scheme(repeat.refused), scheme(repeat.request.transaction()));
}

// By its From or by Privacy (RFC 5079).
bool is_anonymous(const sip::Message &request) {
    const sip::NameAddr &from = request.from();
    bool hides = model::is_anonymous(from.uri) || sip::iequals(from.display, "Anonymous");
    request.for_each(Header::Privacy, [&hides](std::string_view values) {
        while (const auto value = sip::next_parameter(values)) {
            hides = hides || sip::iequals(value->name, "id") || sip::iequals(value->name, "user");
        }
    });
    return hides;
}

std::string if_so(bool holds, const char *words) {
    return holds ? words : "";
}

// Credentials where there were none, or another text to send.
bool is_another_request(const Repeat &repeat) {
    const model::RequestFacts &before = repeat.refused.request;
    const model::RequestFacts &now = repeat.request.transaction().request;
    return (now.has_credentials && !before.has_credentials) ||
           (repeat.message().method() == "MESSAGE" && now.body_size != before.body_size);
}

} // namespace

// A code stands here only if its clause tells what must change: a 400 names a fault in words only,
// and what a 401, a 486 or a 5xx answered may be sent unchanged.
std::string missing_change(const Repeat &repeat) {
    const model::RequestFacts &before = repeat.refused.request;
    const model::RequestFacts &now = repeat.request.transaction().request;
    switch (repeat.code()) {
    case 402:
    case 403:
    case 404:
    case 405:
    case 410:
    case 414:
    case 484:
    case 485:
        return if_so(has_same_target(repeat) && !is_another_request(repeat),
                     repeat.message().method() == "REGISTER" ? "it is for the same user"
                                                             : "its Request-URI is the same");
    case 406:
        return if_so(now.accept != 0 && now.accept == before.accept, "its Accept is the same");
    case 413:
        return if_so(is_no_shorter(now.body_size, before.body_size), "its body is no shorter");
    case 415:
        return still_of_other_type(repeat);
    case 416:
        return if_so(has_same_scheme(repeat), "the scheme of its Request-URI is the same");
    case 420:
        return still_required(repeat);
    case 421:
        return still_unsupported(repeat);
    case 422:
        return still_below(repeat, "its Session-Expires",
                           seconds_of(repeat.message().first(Header::SessionExpires)));
    case 423:
        return still_below(repeat, "its expiry", shortest_expiry(repeat.message()));
    case 428:
        return if_so(!repeat.message().has(Header::Identity), "it has no Identity");
    case 429:
        return if_so(!repeat.message().has(Header::ReferredBy), "it has no Referred-By");
    case 433:
        return if_so(is_anonymous(repeat.message()), "it is anonymous");
    case 488:
    case 580:
        return if_so(repeat.same_media(), "it offers the same media");
    case 489:
        return still_of_other_event(repeat);
    case 513:
        return if_so(is_no_shorter(now.message_size, before.message_size), "it is no shorter");
    default:
        return "";
    }
}

bool Repeat::is_early() const noexcept {
    return retry_after_s() != 0 &&
           request.sighting.time_ns < refused.final.time_ns + retry_after_s() * kSecond;
}

std::string Repeat::words() const {
    return duration_words(request.sighting.time_ns - refused.final.time_ns) + " after the " +
           std::to_string(code()) + " in " + frame_words(refused.final.frame);
}

const char *Repeat::doubt() const noexcept {
    return same_call() ? "" : "; with a new Call-ID, it may be the user";
}

std::optional<Repeat> repeat_of(const RequestCase &request) {
    const Transaction &transaction = request.transaction();
    const Attempt *const attempt = transaction.attempt;
    // The first request of the attempt that was captured: its other hops come from there.
    if (attempt == nullptr || attempt->repeats == nullptr || attempt->root != &transaction ||
        transaction.previous != nullptr || attempt->method == sip::Method::Options ||
        attempt->repeats->method != attempt->method) {
        return std::nullopt;
    }
    const Transaction &refused = *attempt->repeats->root;
    const bool has_own_final =
        refused.failure != nullptr && refused.final.frame == attempt->retry_of;
    return has_own_final && is_same_way(refused, transaction)
               ? std::optional(Repeat{request, refused})
               : std::nullopt;
}

} // namespace imsfail::diagnosis
