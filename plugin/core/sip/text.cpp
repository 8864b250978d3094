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

bool icontains(std::string_view text, const Needle &needle) noexcept {
    // Most texts hold no candidate at all, and searching for two characters is what memchr is for.
    const std::string_view wanted = needle.text();
    if (wanted.empty()) {
        return true;
    }
    const char lower = to_lower(wanted[needle.rarest()]);
    const char upper = is_alpha(lower) ? static_cast<char>(lower - ('a' - 'A')) : lower;
    for (const char rarest : {lower, upper}) {
        for (std::size_t at = text.find(rarest, needle.rarest()); at != std::string_view::npos;
             at = text.find(rarest, at + 1)) {
            if (istarts_with(text.substr(at - needle.rarest()), wanted)) {
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
    text = trim_front(text);
    std::size_t size = 0;
    while (size < text.size() && is_token_char(text[size])) {
        ++size;
    }
    const std::string_view token = text.substr(0, size);
    text = trim(text.substr(size));
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

// Position behind the string that is quoted from `start` on (RFC 3261 25.1).
std::size_t end_of_quotes(std::string_view text, std::size_t start) noexcept {
    const std::size_t close = std::min(text.find('"', start + 1), text.size());
    std::size_t at = text.substr(0, close).find('\\', start + 1);
    if (at == std::string_view::npos) {
        return std::min(close + 1, text.size());
    }
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1; // quoted-pair
    }
    return std::min(at + 1, text.size());
}

// Position behind the comment that `start` opens; comments may hold others.
std::size_t end_of_comment(std::string_view text, std::size_t start) noexcept {
    std::size_t depth = 0;
    for (std::size_t i = start; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '(') {
            ++depth;
        } else if (text[i] == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return text.size();
}

std::size_t end_of_brackets(std::string_view text, std::size_t start) noexcept {
    const std::size_t close = text.find('>', start);
    return close == std::string_view::npos ? text.size() : close + 1;
}

// The same, where something is quoted.
std::size_t find_past_quotes(std::string_view text, char stop, bool comments) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == stop) {
            return at;
        }
        at = c == '"'               ? end_of_quotes(text, at)
             : c == '<'             ? end_of_brackets(text, at)
             : c == '(' && comments ? end_of_comment(text, at)
                                    : at + 1;
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
    while (!list.empty()) {
        if (list.front() == separator) {
            list.remove_prefix(1);
            continue;
        }
        const std::size_t end = find_outside_quotes(list, separator);
        const std::string_view item = trim_front(list.substr(0, end));
        if (istarts_with(item, name)) {
            const std::string_view rest = trim(item.substr(name.size()));
            if (rest.empty() || rest.front() == '=') {
                return unquote(trim_front(rest.substr(rest.empty() ? 0 : 1)));
            }
        }
        list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
    }
    return std::nullopt;
}

} // namespace imsfail::sip
