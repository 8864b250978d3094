// imsfail: text in columns, for a terminal
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::report {

/// Characters in a line, of reports that are wrapped.
inline constexpr std::size_t kLineWidth = 100;

/// How many columns a text takes: its characters of UTF-8. Text that is fit to be shown only.
std::size_t width_of(std::string_view text) noexcept;

/// The words of a text in lines of at most `width` columns, which is not 0; words that are longer
/// are broken. At least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// A text behind its label, "  Target    sip:...", the lines after the first one below the text;
/// with line ends. `indent` counts the columns before the text, the label's included.
std::string labelled(std::string_view label, std::string_view text, std::size_t indent);

struct Column {
    const char *title;
    bool is_number = false; ///< aligned to the right
};

/// A title line, a rule and one line for each row; each row has as many cells as there are columns.
/// All columns but the last are as wide as they need. With `wrap` the last one is wrapped so that
/// lines fit into kLineWidth, as long as that leaves it 20 columns.
std::string table_text(std::span<const Column> columns,
                       std::span<const std::vector<std::string>> rows, bool wrap = false);

} // namespace imsfail::report
