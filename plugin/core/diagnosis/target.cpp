// imsfail: whom the failed request was for
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/target.h"

#include "model/facts.h"
#include "sip/display_text.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <string>

namespace imsfail::diagnosis {

namespace {

constexpr std::array<const char *, 11> kTokens = {
    "anonymous",    "emergency",  "service-urn", "gruu", "imsi", "e164",
    "local-number", "short-code", "national",    "name", "none",
};

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), sip::to_lower);
    return lowered;
}

int hex_digit(char c) {
    if (sip::is_digit(c)) {
        return c - '0';
    }
    const char lowered = sip::to_lower(c);
    return lowered >= 'a' && lowered <= 'f' ? lowered - 'a' + 10 : -1;
}

// "%2B" is "+" (RFC 3261 19.1.2); an incomplete escape stays as it is.
std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            plain.push_back(
                static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
            i += 2;
        } else {
            plain.push_back(text[i]);
        }
    }
    return plain;
}

bool is_number_char(char c) {
    return sip::is_digit(c) || c == '*' || c == '#';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), sip::is_digit);
}

// Visual separators, RFC 3966 5.1.1; they mean nothing.
bool is_separator(char c) {
    return c == '-' || c == '.' || c == '(' || c == ')';
}

// A telephone number in the user part.
struct Number {
    bool global = false; // begins with "+"
    std::string digits;  // canonical; empty if the user part is no number
};

// Separators are read as such only where the URI says that it holds a number, or "+" does (RFC 8224
// 8.1); elsewhere "a.b" and "12-34" are names.
Number read_number(std::string_view user, bool is_phone) {
    Number number;
    number.global = user.starts_with('+');
    is_phone = is_phone || number.global;
    for (const char c : user.substr(number.global ? 1 : 0)) {
        if (is_number_char(c)) {
            number.digits.push_back(c);
        } else if (!is_phone || !is_separator(c)) {
            return {};
        }
    }
    return number;
}

bool is_emergency_number(std::string_view digits) {
    return digits == "112" || digits == "911";
}

bool in_domain(std::string_view host, std::string_view domain) {
    return host == domain ||
           (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool is_ims_home_domain(std::string_view host) {
    return host.starts_with("ims.mnc") && host.find(".mcc") != std::string_view::npos &&
           host.ends_with(".3gppnetwork.org");
}

// What classification looks at, read once.
struct Parts {
    std::string scheme; // lower case
    std::string user;   // unescaped, without the number's own parameters
    std::string host;   // lower case, without a trailing dot
    std::string_view uri_parameters;
    std::string_view user_parameters;
    bool is_emergency_service = false;
    bool is_phone = false;
    Number number;
};

bool has_parameter(const Parts &parts, std::string_view name) {
    return sip::find_parameter(parts.uri_parameters, name).has_value() ||
           sip::find_parameter(parts.user_parameters, name).has_value();
}

Parts read_parts(const sip::Uri &uri) {
    Parts parts;
    parts.scheme = lower(uri.scheme);
    const std::size_t semicolon = uri.user.find(';');
    parts.user = unescape(uri.user.substr(0, semicolon));
    if (semicolon != std::string_view::npos) {
        parts.user_parameters = uri.user.substr(semicolon);
    }
    parts.host = lower(uri.host);
    if (parts.host.ends_with('.')) {
        parts.host.pop_back();
    }
    parts.uri_parameters = uri.parameters;
    parts.is_phone =
        parts.scheme == "tel" ||
        sip::iequals(sip::find_parameter(uri.parameters, "user").value_or(""), "phone");
    if (parts.scheme == "sip" || parts.scheme == "sips" || parts.scheme == "tel") {
        parts.number = read_number(parts.user, parts.is_phone);
    }
    return parts;
}

TargetForm classify(const Parts &parts) {
    const std::string &digits = parts.number.digits;
    const bool is_service = parts.scheme == "urn" && sip::istarts_with(parts.user, "service:");
    if (in_domain(parts.host, "invalid")) {
        return TargetForm::Anonymous;
    }
    if (parts.is_emergency_service || (is_emergency_number(digits) && !parts.number.global)) {
        return TargetForm::Emergency;
    }
    if (is_service) {
        return TargetForm::ServiceUrn;
    }
    if (sip::find_parameter(parts.uri_parameters, "gr")) {
        return TargetForm::Gruu;
    }
    if (!parts.is_phone && all_digits(parts.user) &&
        (parts.user.size() == 14 || parts.user.size() == 15) && is_ims_home_domain(parts.host)) {
        return TargetForm::Imsi;
    }
    if (parts.number.global && all_digits(digits)) {
        return TargetForm::E164;
    }
    if (has_parameter(parts, "phone-context")) {
        return TargetForm::LocalNumber;
    }
    if (!digits.empty() && !parts.number.global) {
        if (digits.size() <= 6 || !sip::is_digit(digits.front())) {
            return TargetForm::ShortCode;
        }
        if (all_digits(digits)) {
            return TargetForm::National;
        }
    }
    return parts.user.empty() ? TargetForm::None : TargetForm::Name;
}

bool is_number(TargetForm form) {
    return form == TargetForm::E164 || form == TargetForm::LocalNumber ||
           form == TargetForm::ShortCode || form == TargetForm::National ||
           form == TargetForm::Emergency;
}

static_assert(kTokens.size() == static_cast<std::size_t>(TargetForm::None) + 1);

} // namespace

const char *token(TargetForm form) noexcept {
    return kTokens[static_cast<std::size_t>(form)];
}

Target read_target(std::string_view text, model::Arena &arena) {
    const sip::Uri uri = sip::parse_uri(text);
    Parts parts = read_parts(uri);
    parts.is_emergency_service = model::is_emergency_service(text);
    Target target;
    target.uri = arena.keep(sip::display_text(text));
    target.scheme = arena.keep(sip::display_text(parts.scheme));
    target.user = arena.keep(sip::display_text(uri.user));
    target.host = arena.keep(sip::display_text(parts.host));
    target.form = classify(parts);
    if (is_number(target.form)) {
        target.number = arena.keep(parts.number.digits);
    }
    return target;
}

} // namespace imsfail::diagnosis
