// imsfail: text in columns, for a terminal
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table.h"

#include <algorithm>

namespace imsfail::report {

namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastWrapWidth = 20;

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// How many bytes the first `width` characters take.
std::size_t bytes_of(std::string_view text, std::size_t width) {
    std::size_t at = 0;
    while (at < text.size() && (width > 0 || continues_character(text[at]))) {
        width -= continues_character(text[at]) ? 0 : 1;
        ++at;
    }
    return at;
}

std::string_view next_word(std::string_view &text) {
    const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    text.remove_prefix(end);
    return word;
}

void append_padded(std::string &line, std::string_view cell, std::size_t width, bool right) {
    const std::size_t own = width_of(cell);
    const std::string padding(width > own ? width - own : 0, ' ');
    line += right ? padding : "";
    line += cell;
    line += right ? "" : padding;
}

void strip_end(std::string &line) {
    line.erase(line.find_last_not_of(' ') + 1);
}

} // namespace

std::size_t width_of(std::string_view text) noexcept {
    return text.size() -
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t used = 0; // of the last line
    for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) {
        std::size_t own = width_of(word);
        if (used > 0 && used + 1 + own > width) {
            lines.emplace_back();
            used = 0;
        }
        while (own > width) {
            const std::size_t bytes = bytes_of(word, width);
            lines.back() = word.substr(0, bytes);
            lines.emplace_back();
            word.remove_prefix(bytes);
            own -= width;
        }
        if (used > 0) {
            lines.back() += ' ';
            ++used;
        }
        lines.back() += word;
        used += own;
    }
    return lines;
}

std::string labelled(std::string_view label, std::string_view text, std::size_t indent) {
    std::string all;
    std::string_view before = label;
    for (const std::string &line : wrapped(text, kLineWidth - indent)) {
        std::string whole;
        append_padded(whole, before, indent, false);
        whole += line;
        strip_end(whole);
        all += whole + '\n';
        before = "";
    }
    return all;
}

std::string table_text(std::span<const Column> columns,
                       std::span<const std::vector<std::string>> rows, bool wrap) {
    std::vector<std::size_t> widths;
    std::vector<std::string> titles;
    for (const Column &column : columns) {
        titles.emplace_back(column.title);
        widths.push_back(width_of(column.title));
    }
    for (const std::vector<std::string> &row : rows) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    }
    std::size_t last_begins = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
        last_begins += widths[i] + kGap;
    }
    const bool wraps = wrap && last_begins + kLeastWrapWidth <= kLineWidth;
    if (wraps) {
        widths.back() = std::min(widths.back(), kLineWidth - last_begins);
    }

    std::string text;
    const auto add_row = [&](const std::vector<std::string> &row) {
        std::string line;
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            append_padded(line, row[i], widths[i] + (columns[i].is_number ? 0 : kGap),
                          columns[i].is_number);
            line += columns[i].is_number ? std::string(kGap, ' ') : "";
        }
        if (!wraps) {
            line += row.back();
            strip_end(line);
            text += line + '\n';
            return;
        }
        for (const std::string &part : wrapped(row.back(), widths.back())) {
            line.resize(std::max(line.size(), last_begins), ' ');
            line += part;
            strip_end(line);
            text += line + '\n';
            line.clear();
        }
    };
    add_row(titles);
    text += std::string(std::min(last_begins + widths.back(), kLineWidth), '-') + '\n';
    std::for_each(rows.begin(), rows.end(), add_row);
    return text;
}

} // namespace imsfail::report
