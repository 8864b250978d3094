// imsfail: the 3GPP IMS XML body (TS 24.229 7.6)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/ims_xml.h"

#include "sip/display_text.h"
#include "sip/text.h"
#include "sip/xml.h"

namespace imsfail::sip {

namespace {

// What is known while the body is read.
class Reader final : public XmlHandler {
  public:
    ShortText type, action, reason;

    void begin(const XmlElement &element, int depth) noexcept override {
        const std::string_view name = element.name();
        if (depth == 1) {
            in_root_ = name == "ims-3gpp";
        } else if (open_ != nullptr) {
            child_ = {};
            child_.append(name);
        } else if (service_depth_ != 0) {
            ShortText *const value = value_of(name);
            if (value != nullptr && value->empty()) {
                open_ = value;
                open_depth_ = depth;
                text_ = child_ = {};
            }
        } else if (in_root_ && (name == "alternative-service" || name == "alternate-service")) {
            service_depth_ = depth;
        }
    }
    void text(std::string_view text) noexcept override {
        if (open_ != nullptr) {
            text_.append(text);
        }
    }
    void end(int depth) noexcept override {
        if (open_ != nullptr && depth == open_depth_) {
            *open_ = text_.empty() ? child_ : text_;
            open_ = nullptr;
        }
        if (depth == service_depth_) {
            service_depth_ = 0;
        }
    }

  private:
    // What an element within alternative-service holds; nullptr: nothing that matters.
    ShortText *value_of(std::string_view element) noexcept {
        if (element == "type") {
            return &type;
        }
        if (element == "action") {
            return &action;
        }
        return element == "reason" ? &reason : nullptr;
    }

    ShortText *open_ = nullptr; ///< the element whose text is being read
    ShortText text_;            ///< ... so far
    ShortText child_;           ///< ... and the name of an element within it
    int open_depth_ = 0;
    int service_depth_ = 0; ///< of the alternative-service that is being read; 0: none
    bool in_root_ = false;
};

// 3gpp-ims, which some write for ims-3gpp, is no name to an XML parser: it begins with a digit.
void mend_root(std::string &xml) {
    constexpr std::string_view kRoot = "ims-3gpp";
    for (const std::string_view tag : {"<3gpp-ims", "</3gpp-ims"}) {
        for (std::size_t at = xml.find(tag); at != std::string::npos; at = xml.find(tag, at + 1)) {
            xml.replace(at + tag.size() - kRoot.size(), kRoot.size(), kRoot);
        }
    }
}

std::string token(const ShortText &text) {
    std::string token = display_text(text.view());
    for (char &c : token) {
        c = c == ' ' || c == '_' ? '-' : to_lower(c);
    }
    return token;
}

} // namespace

ImsXml read_ims_xml(std::string_view body) {
    if (body.size() > kMaxImsXmlSize) {
        return {.damaged = true};
    }
    std::string xml(body);
    mend_root(xml);
    Reader reader;
    const bool readable = walk_xml(xml, kMaxImsXmlDepth, reader);
    return {.type = token(reader.type),
            .action = token(reader.action),
            .reason = display_text(reader.reason.view()),
            .damaged = !readable};
}

} // namespace imsfail::sip
