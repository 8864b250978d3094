// imsfail: ASCII text helpers for SIP values
//
// SIP is ASCII where it has structure (RFC 3261 25.1), so nothing here depends on the locale.
// Linear white space includes CR and LF: the value of a folded header is read as it stands.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace imsfail::sip {

constexpr bool is_lws(char c) noexcept {
    // One comparison for nearly all characters: every message is full of this question.
    return static_cast<unsigned char>(c) <= ' ' &&
           (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

constexpr bool is_alpha(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

namespace detail {
inline constexpr auto kTokenChars = [] {
    std::array<bool, 256> in_token{};
    for (int c = 0; c < 256; ++c) {
        const auto character = static_cast<char>(c);
        in_token[static_cast<std::size_t>(c)] =
            is_digit(character) || is_alpha(character) ||
            std::string_view("-.!%*_+`'~").find(character) != std::string_view::npos;
    }
    return in_token;
}();
} // namespace detail

/// Characters of `token`, RFC 3261 25.1.
constexpr bool is_token_char(char c) noexcept {
    return detail::kTokenChars[static_cast<unsigned char>(c)];
}

constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Equal without regard to ASCII case.
bool iequals(std::string_view a, std::string_view b) noexcept;

/// True if `text` begins with `prefix`, without regard to ASCII case.
bool istarts_with(std::string_view text, std::string_view prefix) noexcept;

/// A text to look for. It is found by the character of it that is rarest in SIP.
class Needle {
  public:
    consteval Needle(const char *text = "") : text_(text) {
        constexpr std::string_view kRarestFirst = "zqxkjwyvg+bfhu";
        std::size_t best = kRarestFirst.size();
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const std::size_t rank = kRarestFirst.find(to_lower(text_[i]));
            if (rank < best) {
                best = rank;
                rarest_ = i;
            }
        }
    }
    constexpr std::string_view text() const noexcept {
        return text_;
    }
    /// Its position; 0 in an empty text.
    constexpr std::size_t rarest() const noexcept {
        return rarest_;
    }

  private:
    std::string_view text_;
    std::size_t rarest_ = 0;
};

/// True if `needle` occurs in `text`, without regard to ASCII case. An empty needle occurs
/// anywhere.
bool icontains(std::string_view text, const Needle &needle) noexcept;

/// `text` without the linear white space that it begins with.
[[gnu::always_inline]] constexpr std::string_view trim_front(std::string_view text) noexcept {
    while (!text.empty() && is_lws(text.front())) {
        text.remove_prefix(1);
    }
    return text;
}

/// `text` without linear white space at both ends. Nearly all that is read goes through here.
[[gnu::always_inline]] constexpr std::string_view trim(std::string_view text) noexcept {
    text = trim_front(text);
    while (!text.empty() && is_lws(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Cuts the first token (RFC 3261 25.1) off `text`, and linear white space around it. Empty where
/// `text` does not begin with one; then nothing but the white space is cut.
std::string_view take_token(std::string_view &text) noexcept;

/// True if there is at least one character and all are digits.
bool all_digits(std::string_view text) noexcept;

/// All of `text` as a decimal number; nothing on any other character, on no digit, or above 2^32-1.
std::optional<std::uint32_t> to_number(std::string_view text) noexcept;

/// Position of the first `stop` in `text` that stands outside quoted strings and angle brackets,
/// and outside the parentheses of comments where `comments` is set; npos if there is none. A quote
/// or bracket that is never closed reaches to the end of `text`.
std::size_t find_outside_quotes(std::string_view text, char stop, bool comments = false) noexcept;

/// The next value of a header field that holds several joined by commas (RFC 3261 7.3.1): cuts it,
/// trimmed, off `rest` with its comma. Empty values are passed over. Empty when `rest` holds no
/// more.
std::string_view next_value(std::string_view &rest) noexcept;

/// The next word of a list that a user wrote, with commas, semicolons or white space between its
/// words: cuts it off `rest`. Empty when `rest` holds no more.
std::string_view next_word(std::string_view &rest) noexcept;

/// Cuts the next line off `rest`, and gives it without its end, which is LF or CR LF.
std::string_view take_line(std::string_view &rest) noexcept;

/// A quoted string without its quotes, anything else as it is. Escapes stay as they are.
std::string_view unquote(std::string_view text) noexcept;

/// One item of a list such as ";name=value;name" or "name=value, name=value".
struct Parameter {
    std::string_view name;  ///< trimmed
    std::string_view value; ///< trimmed, quotes kept; empty where there is none
};

/// Cuts the next item off `rest`. Nothing when there is none left. Items without a name are passed
/// over, so that a list may begin with its separator.
std::optional<Parameter> next_parameter(std::string_view &rest, char separator = ';') noexcept;

/// Value of the first item of that name (without case): unquoted. Nothing if it is absent, empty if
/// it has no value.
std::optional<std::string_view> find_parameter(std::string_view list, std::string_view name,
                                               char separator = ';') noexcept;

} // namespace imsfail::sip
