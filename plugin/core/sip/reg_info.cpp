// imsfail: what a NOTIFY says of registrations (RFC 3680)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/reg_info.h"

#include "sip/text.h"
#include "sip/xml.h"

#include <array>

namespace imsfail::sip {

namespace {

// reginfo, registration, contact and what that holds; extensions may nest some more.
constexpr int kMaxDepth = 16;

class Reader final : public XmlHandler {
  public:
    void begin(const XmlElement &element, int depth) noexcept override {
        in_root_ = depth == 1 ? element.name() == "reginfo" : in_root_;
        if (in_root_ && depth == 2 && element.name() == "registration" &&
            iequals(trim(element.attribute("state")), "terminated") && count_ < ended_.size()) {
            ShortText aor;
            aor.append(element.attribute("aor"));
            if (!aor.empty() && !aor.is_full()) {
                ended_[count_++] = aor;
            }
        }
    }
    void text(std::string_view /*text*/) noexcept override {}
    void end(int /*depth*/) noexcept override {}
    std::vector<std::string> ended() const {
        std::vector<std::string> ended;
        for (std::size_t i = 0; i < count_; ++i) {
            ended.emplace_back(ended_.at(i).view());
        }
        return ended;
    }

  private:
    std::array<ShortText, kMaxEndedRegistrations> ended_ = {};
    std::size_t count_ = 0;
    bool in_root_ = false;
};

} // namespace

std::vector<std::string> ended_registrations(std::string_view body) {
    Reader reader;
    if (body.size() <= kMaxRegInfoSize) {
        walk_xml(body, kMaxDepth, reader);
    }
    return reader.ended();
}

} // namespace imsfail::sip
