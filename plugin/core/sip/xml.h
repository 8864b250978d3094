// imsfail: what XML bodies hold, element by element
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/text.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace imsfail::sip {

/// Text of a document, as much as is worth reading. No memory is allocated within libxml2's calls,
/// so no exception can pass through it.
class ShortText {
  public:
    void append(std::string_view text) noexcept {
        for (const char c : text.substr(0, bytes_.size() - size_)) {
            bytes_[size_++] = c;
        }
    }
    std::string_view view() const noexcept {
        return trim({bytes_.data(), size_});
    }
    bool empty() const noexcept {
        return view().empty();
    }
    /// More may have been left out.
    bool is_full() const noexcept {
        return size_ == bytes_.size();
    }

  private:
    std::array<char, 160> bytes_ = {};
    std::size_t size_ = 0;
};

/// An element as it begins, valid within XmlHandler::begin() only.
class XmlElement {
  public:
    XmlElement(std::string_view name, const unsigned char *const *attributes, int count) noexcept
        : name_(name), attributes_(attributes), count_(count) {}

    /// Without a namespace prefix.
    std::string_view name() const noexcept {
        return name_;
    }
    /// Value of an attribute, by its name without a prefix; empty if it is absent.
    std::string_view attribute(std::string_view name) const noexcept;

  private:
    std::string_view name_;
    const unsigned char *const *attributes_; ///< as libxml2 gives them: five pointers for each
    int count_;
};

/// Is told what a document holds, in its order.
class XmlHandler {
  public:
    /// The root has depth 1.
    virtual void begin(const XmlElement &element, int depth) noexcept = 0;
    /// Part of the text of the element that began last and has not ended.
    virtual void text(std::string_view text) noexcept = 0;
    virtual void end(int depth) noexcept = 0;

  protected:
    XmlHandler() = default;
    ~XmlHandler() = default;
    XmlHandler(const XmlHandler &) = default;
    XmlHandler &operator=(const XmlHandler &) = default;
};

/// Reads a document and tells the handler, of a damaged one what comes before the damage. False if
/// it is damaged, nests deeper than `max_depth`, or is not read at all. Nothing is fetched or
/// expanded: a document with a document type declaration is not read. Nothing is written to stderr,
/// and no state of libxml2 that others use is changed.
bool walk_xml(std::string_view document, int max_depth, XmlHandler &handler);

} // namespace imsfail::sip
