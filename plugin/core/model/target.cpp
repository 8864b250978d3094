// imsfail: whom a request is for: its URI in parts, the form of it, and who is meant
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/target.h"

#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <optional>

namespace imsfail::model {

namespace {

constexpr std::array<const char *, 11> kTokens = {
    "anonymous",    "emergency",  "service-urn", "gruu", "imsi", "e164",
    "local-number", "short-code", "national",    "name", "none",
};
static_assert(kTokens.size() == static_cast<std::size_t>(TargetForm::None) + 1);

int hex_digit(char c) {
    if (sip::is_digit(c)) {
        return c - '0';
    }
    const char lowered = sip::to_lower(c);
    return lowered >= 'a' && lowered <= 'f' ? lowered - 'a' + 10 : -1;
}

// "%2B" is "+" (RFC 3261 19.1.2); an incomplete escape stays as it is.
std::string unescape(std::string_view text) {
    std::string plain(text.substr(0, text.find('%')));
    for (std::size_t i = plain.size(); i < text.size(); ++i) {
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

// Visual separators, RFC 3966 5.1.1; they mean nothing.
bool is_separator(char c) {
    return c == '-' || c == '.' || c == '(' || c == ')';
}

bool is_global(std::string_view user) {
    return user.starts_with('+');
}

// The digits of a telephone number; empty if the user part is none. Separators are read as such
// only where the URI says that it holds a number, or "+" does (RFC 8224 8.1); elsewhere "a.b" and
// "12-34" are names.
std::string read_digits(std::string_view user, bool is_phone) {
    is_phone = is_phone || is_global(user);
    user.remove_prefix(is_global(user) ? 1 : 0);
    if (std::all_of(user.begin(), user.end(), is_number_char)) {
        return std::string(user);
    }
    std::string digits;
    for (const char c : user) {
        if (is_number_char(c)) {
            digits.push_back(c);
        } else if (!is_phone || !is_separator(c)) {
            return {};
        }
    }
    return digits;
}

bool is_sip(std::string_view scheme) {
    return sip::iequals(scheme, "sip") || sip::iequals(scheme, "sips");
}

bool is_ims_home_domain(std::string_view host) {
    return sip::istarts_with(host, "ims.mnc") && sip::icontains(host, ".mcc") &&
           in_domain(host, "3gppnetwork.org");
}

// A parameter of the number: within the userinfo of a sip URI (RFC 3261 19.1.6), else of the URI.
std::optional<std::string_view> number_parameter(const TargetUri &target, std::string_view name) {
    const auto value = sip::find_parameter(target.user_parameters, name);
    return value ? value : sip::find_parameter(target.uri_parameters, name);
}

bool is_emergency_number(std::string_view digits, const Settings &settings) {
    return std::find(settings.emergency_numbers.begin(), settings.emergency_numbers.end(),
                     digits) != settings.emergency_numbers.end();
}

TargetForm classify(const TargetUri &target, bool is_emergency, const Settings &settings) {
    const std::string &digits = target.digits;
    if (in_domain(target.host, "invalid")) {
        return TargetForm::Anonymous;
    }
    if (is_emergency ||
        (!digits.empty() && !is_global(target.user) && is_emergency_number(digits, settings))) {
        return TargetForm::Emergency;
    }
    if (sip::iequals(target.scheme, "urn") && sip::istarts_with(target.user, "service:")) {
        return TargetForm::ServiceUrn;
    }
    if (sip::find_parameter(target.uri_parameters, "gr")) {
        return TargetForm::Gruu;
    }
    if (!target.is_phone && sip::all_digits(target.user) &&
        (target.user.size() == 14 || target.user.size() == 15) && is_ims_home_domain(target.host)) {
        return TargetForm::Imsi;
    }
    if (is_global(target.user) && sip::all_digits(digits)) {
        return TargetForm::E164;
    }
    if (number_parameter(target, "phone-context")) {
        return TargetForm::LocalNumber;
    }
    if (!digits.empty() && !is_global(target.user)) {
        if (digits.size() <= 6 || !sip::is_digit(digits.front())) {
            return TargetForm::ShortCode;
        }
        if (sip::all_digits(digits)) {
            return TargetForm::National;
        }
    }
    return target.user.empty() ? TargetForm::None : TargetForm::Name;
}

// A context is where a local number means something, never a prefix of it (RFC 3966 5.1.5). Only
// the user's own country and domains say that the number is one of the user's country.
bool is_national(const TargetUri &target, const Settings &settings) {
    if (target.form == TargetForm::National) {
        return true;
    }
    if (target.form != TargetForm::LocalNumber || target.digits.size() < 7 ||
        !sip::all_digits(target.digits)) {
        return false;
    }
    const std::string context = target.phone_context();
    return context == "+" + settings.country_code || is_home_domain(context, settings);
}

// The international number behind a national one. Where it cannot be told whether the number is
// written as the settings say, it stays national: "00" begins an international number in many
// countries, and without a national prefix the country code may stand there already.
std::string to_international(const TargetUri &target, const Settings &settings) {
    std::string_view number = target.digits;
    if (settings.country_code.empty() || !is_national(target, settings) ||
        !number.starts_with(settings.national_prefix)) {
        return {};
    }
    number.remove_prefix(settings.national_prefix.size());
    const bool may_be_international =
        settings.national_prefix.empty() && number.starts_with(settings.country_code);
    if (number.starts_with('0') || may_be_international ||
        settings.country_code.size() + number.size() > kMaxE164) {
        return {};
    }
    return settings.country_code + std::string(number);
}

// What an identity is made of; the first part of its key.
enum class IdentityKind : std::uint64_t { GlobalNumber, LocalNumber, NumberAtHost, User, Other };

Fingerprinter begin(IdentityKind kind) {
    Fingerprinter key;
    key.add(static_cast<std::uint64_t>(kind));
    return key;
}

// Others answer at an extension or a subaddress of a number (RFC 3966 5.3, 5.4).
void add_extension(Fingerprinter &key, const TargetUri &target) {
    for (const char *const name : {"ext", "isub"}) {
        key.add(number_parameter(target, name).value_or(std::string_view()));
    }
}

} // namespace

const char *token(TargetForm form) noexcept {
    return kTokens[static_cast<std::size_t>(form)];
}

bool TargetUri::is_number() const noexcept {
    return form == TargetForm::E164 || form == TargetForm::LocalNumber ||
           form == TargetForm::ShortCode || form == TargetForm::National ||
           form == TargetForm::Emergency;
}

std::string TargetUri::phone_context() const {
    const std::string_view context =
        number_parameter(*this, "phone-context").value_or(std::string_view());
    return is_global(context) ? "+" + read_digits(context, true) : std::string(context);
}

bool in_domain(std::string_view host, std::string_view domain) noexcept {
    if (host.size() < domain.size()) {
        return false;
    }
    const std::size_t outside = host.size() - domain.size();
    return sip::iequals(host.substr(outside), domain) && (outside == 0 || host[outside - 1] == '.');
}

bool is_home_domain(std::string_view host, const Settings &settings) noexcept {
    return std::any_of(settings.home_domains.begin(), settings.home_domains.end(),
                       [host](const std::string &home) { return in_domain(host, home); });
}

bool is_ip_address(std::string_view host) noexcept {
    return host.starts_with('[') ||
           (!host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

TargetUri read_target_uri(std::string_view text, const Settings &settings) {
    const sip::Uri uri = sip::parse_uri(text);
    TargetUri target;
    target.scheme = uri.scheme;
    target.userinfo = uri.user;
    target.uri_parameters = uri.parameters;
    target.host = sip::without_root(uri.host);
    const std::size_t semicolon = uri.user.find(';');
    target.user = unescape(uri.user.substr(0, semicolon));
    if (semicolon != std::string_view::npos) {
        target.user_parameters = uri.user.substr(semicolon);
    }
    const bool is_tel = sip::iequals(uri.scheme, "tel");
    target.is_phone =
        is_tel || sip::iequals(sip::find_parameter(uri.parameters, "user").value_or(""), "phone");
    if (is_tel || is_sip(uri.scheme)) {
        target.digits = read_digits(target.user, target.is_phone);
    }
    target.form = classify(target, is_emergency_service(text), settings);
    target.international =
        target.form == TargetForm::E164 ? target.digits : to_international(target, settings);
    return target;
}

Fingerprint identity_key(const TargetUri &target) {
    if (!target.international.empty()) {
        Fingerprinter key = begin(IdentityKind::GlobalNumber);
        key.add(target.international);
        add_extension(key, target);
        return key.finish();
    }
    if (target.is_number() && !target.digits.empty()) {
        const std::string context = target.phone_context();
        Fingerprinter key =
            begin(context.empty() ? IdentityKind::NumberAtHost : IdentityKind::LocalNumber);
        key.add(target.digits).add_token(context.empty() ? target.host : context);
        add_extension(key, target);
        return key.finish();
    }
    if (is_sip(target.scheme)) {
        Fingerprinter key = begin(IdentityKind::User);
        key.add_token(target.scheme).add(unescape(target.userinfo)).add_token(target.host);
        return key.finish();
    }
    Fingerprinter key = begin(IdentityKind::Other);
    key.add_token(target.scheme).add_token(target.userinfo);
    return key.finish();
}

} // namespace imsfail::model
