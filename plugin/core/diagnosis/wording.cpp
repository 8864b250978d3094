// imsfail: the words of a verdict that follow from its tokens
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/wording.h"

#include "sip/display_text.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace imsfail::diagnosis {

using knowledge::Category;
using knowledge::Kind;
using knowledge::Retry;
using knowledge::RetryVerdict;
using knowledge::Scope;

namespace {

// One way in which a request may be tried again; `set` tells whether the verdict allows it, and
// `headline` which headline puts it first.
struct Way {
    bool RetryVerdict::*set;
    Retry headline;
    const char *words;
};

constexpr std::array kWays = {
    Way{&RetryVerdict::same, Retry::Same, "unchanged"},
    Way{&RetryVerdict::modified, Retry::Modified, "with a change"},
    Way{&RetryVerdict::later, Retry::Later, "later"},
    Way{&RetryVerdict::elsewhere, Retry::Elsewhere, "elsewhere"},
};

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMillisecond;

std::string in_unit(std::int64_t ns, std::int64_t unit, const char *name) {
    std::array<char, 32> text{};
    const auto number = std::to_chars(text.data(), text.data() + text.size(),
                                      static_cast<double>(ns) / static_cast<double>(unit),
                                      std::chars_format::fixed, 1);
    return std::string(text.data(), number.ptr) + " " + name;
}

const char *words_of(const Way &way, Category category) {
    return way.headline == Retry::Modified && category == Category::Target
               ? "with a corrected target"
               : way.words;
}

} // namespace

std::string retry_words(const RetryVerdict &retry, Category category) {
    switch (retry.headline) {
    case Retry::No:
        return "do not retry";
    case Retry::NotApplicable:
        return "nothing to retry";
    case Retry::WithCredentials:
        return "with credentials";
    case Retry::Redirected:
        return "as the answer says";
    case Retry::ReRegister:
        return "after a new registration";
    default:
        break;
    }
    std::string words;
    const auto add = [&](const Way &way) {
        words += words.empty() ? "" : ", or ";
        words += words_of(way, category);
    };
    for (const Way &way : kWays) {
        if (way.headline == retry.headline) {
            add(way);
        }
    }
    for (const Way &way : kWays) {
        if (way.headline != retry.headline && retry.*way.set) {
            add(way);
        }
    }
    return words;
}

std::string summary_line(std::uint16_t code, const char *phrase, Kind kind, Scope scope,
                         const std::string &retry_words) {
    std::string line = std::to_string(code) + " " + phrase + ", ";
    if (kind != Kind::Failure) {
        line += token(kind);
    } else {
        line += token(scope);
        line += scope == Scope::Global ? "" : " scope";
    }
    // "retry with a change", but "do not retry" and "nothing to retry" say it themselves.
    const bool says_retry = retry_words.ends_with("retry");
    return line + (says_retry ? ", " : ", retry ") + retry_words;
}

std::string shortened(std::string text, std::size_t size) {
    constexpr std::string_view kDots = "...";
    if (text.size() <= size) {
        return text;
    }
    std::size_t end = size - kDots.size();
    const auto continues_character = [&text](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    while (end > 0 && continues_character(end)) {
        --end;
    }
    text.resize(end);
    return text.append(kDots);
}

std::string shown(std::string_view text, std::size_t size) {
    return shortened(sip::display_text(text), size);
}

std::string fit(std::string text) {
    return shortened(std::move(text), static_cast<std::size_t>(knowledge::kMaxText));
}

std::string frame_words(std::uint32_t frame) {
    return "frame " + std::to_string(frame);
}

std::string frame_words(std::span<const std::uint32_t> frames) {
    std::string words = frames.size() == 1 ? "frame" : "frames";
    const char *separator = " ";
    for (const std::uint32_t frame : frames) {
        words += separator + std::to_string(frame);
        separator = ", ";
    }
    return words;
}

const char *forgotten_words(bool may_be_forgotten) noexcept {
    return may_be_forgotten ? "; it may be forgotten (imsfail.max_calls)" : "";
}

std::string seconds_words(std::int64_t ns) {
    return in_unit(ns, kSecond, "s");
}

std::string duration_words(std::int64_t ns) {
    return ns < kSecond ? in_unit(ns, kMillisecond, "ms") : seconds_words(ns);
}

} // namespace imsfail::diagnosis
