// imsfail: tests of what a NOTIFY says of registrations (RFC 3680)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/reg_info.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::sip {
namespace {

using Ended = std::vector<std::string>;

std::string document(const std::string &inside) {
    return "<?xml version=\"1.0\"?>\r\n<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" "
           "version=\"1\" state=\"full\">" +
           inside + "</reginfo>\r\n";
}

std::string registration(const std::string &aor, const std::string &state) {
    return "<registration aor=\"" + aor + "\" id=\"a1\" state=\"" + state +
           "\"><contact id=\"c\" state=\"terminated\" event=\"deactivated\"><uri>sip:x@y</uri>"
           "</contact></registration>";
}

TEST(RegInfoReader, names_what_has_ended) {
    EXPECT_EQ(ended_registrations(document(registration("sip:bob@example.com", "terminated") +
                                           registration("sip:eve@example.com", "active") +
                                           registration("sip:ada@example.com", "init") +
                                           registration("tel:+12025550101", " Terminated "))),
              (Ended{"sip:bob@example.com", "tel:+12025550101"}));
    EXPECT_EQ(ended_registrations("<r:reginfo xmlns:r=\"urn:ietf:params:xml:ns:reginfo\">"
                                  "<r:registration state='terminated' aor='sip:bob@example.com'/>"
                                  "</r:reginfo>"),
              Ended{"sip:bob@example.com"});
}

TEST(RegInfoReader, nothing_else_counts) {
    const std::string ended = registration("sip:bob@example.com", "terminated");
    EXPECT_EQ(ended_registrations(""), Ended{});
    EXPECT_EQ(ended_registrations(document("")), Ended{});
    EXPECT_EQ(ended_registrations(document("<other>" + ended + "</other>")), Ended{});
    EXPECT_EQ(ended_registrations("<presence>" + ended + "</presence>"), Ended{});
    EXPECT_EQ(ended_registrations(document(registration("", "terminated"))), Ended{});
    EXPECT_EQ(ended_registrations(document("<registration state=\"terminated\"/>")), Ended{});
    EXPECT_EQ(ended_registrations("<!DOCTYPE reginfo>" + document(ended)), Ended{});
}

TEST(RegInfoReader, bounds) {
    const std::string ended = registration("sip:bob@example.com", "terminated");
    std::string many;
    for (std::size_t i = 0; i < kMaxEndedRegistrations + 9; ++i) {
        many += ended;
    }
    EXPECT_EQ(ended_registrations(document(many)).size(), kMaxEndedRegistrations);
    EXPECT_EQ(ended_registrations(document(ended + std::string(kMaxRegInfoSize, ' '))), Ended{});
    EXPECT_EQ(ended_registrations(
                  document(registration("sip:" + std::string(500, 'b') + "@c", "terminated"))),
              Ended{});
    // Damaged behind the first one.
    EXPECT_EQ(ended_registrations(document(ended + "<registration aor=" + ended)),
              Ended{"sip:bob@example.com"});
}

} // namespace
} // namespace imsfail::sip
