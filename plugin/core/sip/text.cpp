// imsfail: ASCII text helpers for SIP values
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/text.h"

#include <algorithm>
#include <charconv>

namespace imsfail::sip {

bool iequals(std::string_view a, std::string_view b) noexcept {
    return a == b || (a.size() == b.size() && istarts_with(a, b)); // mostly the case agrees too
}

bool istarts_with(std::string_view text, std::string_view prefix) noexcept {
    if (text.size() < prefix.size()) {
        return false;
    }
    for (std::size_t i = 0; i < prefix.size(); ++i) {
        if (text[i] != prefix[i] && to_lower(text[i]) != to_lower(prefix[i])) {
            return false;
        }
    }
    return true;
}

bool icontains(std::string_view text, std::string_view needle) noexcept {
    if (needle.empty()) {
        return true;
    }
    // Most texts hold no candidate at all, and searching for two characters is what memchr is for.
    const char lower = to_lower(needle.front());
    const char upper = is_alpha(lower) ? static_cast<char>(lower - ('a' - 'A')) : lower;
    for (const char first : {lower, upper}) {
        for (std::size_t at = text.find(first); at != std::string_view::npos;
             at = text.find(first, at + 1)) {
            if (istarts_with(text.substr(at), needle)) {
                return true;
            }
        }
        if (lower == upper) {
            break;
        }
    }
    return false;
}

std::string_view take_token(std::string_view &text) noexcept {
    text = trim(text);
    const auto *const end = std::find_if_not(text.begin(), text.end(), is_token_char);
    const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text = trim(text.substr(token.size()));
    return token;
}

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<std::uint32_t> to_number(std::string_view text) noexcept {
    std::uint32_t number = 0;
    const char *const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end) {
        return std::nullopt;
    }
    return number;
}

namespace {

// The same, character by character, where something is quoted.
std::size_t find_past_quotes(std::string_view text, char stop, bool comments) noexcept {
    bool in_quotes = false;
    bool in_brackets = false;
    std::size_t comment_depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_quotes || comment_depth > 0) {
            if (c == '\\') {
                ++i; // quoted-pair, RFC 3261 25.1
            } else if (in_quotes) {
                in_quotes = c != '"';
            } else if (c == '(') {
                ++comment_depth;
            } else if (c == ')') {
                --comment_depth;
            }
        } else if (in_brackets) {
            in_brackets = c != '>';
        } else if (c == stop) {
            return i;
        } else if (c == '"') {
            in_quotes = true;
        } else if (c == '<') {
            in_brackets = true;
        } else if (c == '(' && comments) {
            comment_depth = 1;
        }
    }
    return std::string_view::npos;
}

} // namespace

std::size_t find_outside_quotes(std::string_view text, char stop, bool comments) noexcept {
    // Most values hold no stop, or nothing quoted before it: then memchr does the work.
    const std::size_t first = text.find(stop);
    if (first == std::string_view::npos) {
        return first;
    }
    const std::string_view before = text.substr(0, first);
    const auto holds = [before](char c) { return before.find(c) != std::string_view::npos; };
    if (!holds('"') && !holds('<') && !(comments && holds('('))) {
        return first;
    }
    return find_past_quotes(text, stop, comments);
}

std::string_view next_value(std::string_view &rest) noexcept {
    while (!rest.empty()) {
        const std::size_t comma = find_outside_quotes(rest, ',');
        const std::string_view value = trim(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        if (!value.empty()) {
            return value;
        }
    }
    return {};
}

std::string_view next_word(std::string_view &rest) noexcept {
    constexpr std::string_view kSeparators = ",; \t\r\n";
    rest.remove_prefix(std::min(rest.find_first_not_of(kSeparators), rest.size()));
    const std::string_view word = rest.substr(0, rest.find_first_of(kSeparators));
    rest.remove_prefix(word.size());
    return word;
}

std::string_view take_line(std::string_view &rest) noexcept {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return line;
}

std::string_view unquote(std::string_view text) noexcept {
    if (text.empty() || text.front() != '"') {
        return text;
    }
    text.remove_prefix(1);
    if (!text.empty() && text.back() == '"') {
        text.remove_suffix(1);
    }
    return text;
}

std::optional<Parameter> next_parameter(std::string_view &rest, char separator) noexcept {
    while (!rest.empty()) {
        if (rest.front() == separator) {
            rest.remove_prefix(1);
            continue;
        }
        const std::size_t end = find_outside_quotes(rest, separator);
        const std::string_view item = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const std::size_t equals = item.find('=');
        const std::string_view name = trim(item.substr(0, equals));
        if (!name.empty()) {
            return Parameter{name, equals == std::string_view::npos
                                       ? std::string_view()
                                       : trim(item.substr(equals + 1))};
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> find_parameter(std::string_view list, std::string_view name,
                                               char separator) noexcept {
    while (const auto parameter = next_parameter(list, separator)) {
        if (iequals(parameter->name, name)) {
            return unquote(parameter->value);
        }
    }
    return std::nullopt;
}

} // namespace imsfail::sip
