// imsfail: tests of Response-Source (TS 24.229 7.2.17)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "sip/response_source.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::sip {
namespace {

// Every entity of a 404 with this field, as "node/role/side".
std::vector<std::string> read(const std::string &field) {
    const std::string bytes = test::message("SIP/2.0 404 x", {field.c_str()});
    std::vector<std::string> sources;
    for_each_response_source(test::scan_headers(bytes), [&sources](const ResponseSource &source) {
        constexpr const char *kSides[] = {"", "orig", "term", "transit"};
        sources.push_back(std::string(source.node) + "/" + std::string(source.role) + "/" +
                          kSides[static_cast<int>(source.side)]);
    });
    return sources;
}

using Sources = std::vector<std::string>;

TEST(ResponseSourceReader, as_the_grammar_has_it) {
    EXPECT_EQ(read("Response-Source: fe=<urn:3gpp:fe:p-cscf.orig>"), Sources{"p-cscf//orig"});
    EXPECT_EQ(read("Response-Source: fe=<urn:3gpp:fe:i-cscf>"), Sources{"i-cscf//"});
    EXPECT_EQ(read("Response-Source: fe=<urn:3gpp:fe:as.mmtel-as.term>"),
              Sources{"as/mmtel-as/term"});
    EXPECT_EQ(read("Response-Source: fe=<urn:3gpp:fe:ibcf.transit>"), Sources{"ibcf//transit"});
}

TEST(ResponseSourceReader, as_implementations_write_it) {
    for (const char *const field : {
             "response-source:fe = < urn:3gpp:fe:as.mmtel-as.term >",
             "Response-Source: fe=urn:3gpp:fe:as.mmtel-as.term",
             "Response-Source: fe=\"urn:3gpp:fe:as.mmtel-as.term\"",
             "Response-Source: fe=\"<urn:3gpp:fe:as.mmtel-as.term>\"",
             "Response-Source: <urn:3gpp:fe:as.mmtel-as.term>",
             "Response-Source: fe=<as.mmtel-as.term>",
             "Response-Source: fe=<urn:3gpp:fe:as.term.mmtel-as>",
             "Response-Source: fe=<urn:3gpp:fe:as:mmtel-as:term>",
             "Response-Source: fe=<urn:3gpp:fe:as;mmtel-as;term>",
             "Response-Source: x=y;fe=<urn:3gpp:fe:as.mmtel-as.term>",
             "Response-Source: fe=<urn:3gpp:fe:as.mmtel-as.term",
         }) {
        EXPECT_EQ(read(field), Sources{"as/mmtel-as/term"}) << field;
    }
    EXPECT_EQ(read("RESPONSE-SOURCE: FE=<URN:3GPP:FE:P-CSCF.ORIG>"), Sources{"P-CSCF//orig"});
}

TEST(ResponseSourceReader, several_entities) {
    const Sources both = {"s-cscf//term", "as/scc-as/"};
    EXPECT_EQ(read("Response-Source: fe=<urn:3gpp:fe:s-cscf.term>, fe=<urn:3gpp:fe:as.scc-as>"),
              both);
    EXPECT_EQ(read("Response-Source: fe=<urn:3gpp:fe:s-cscf.term>;fe=<urn:3gpp:fe:as.scc-as>"),
              both);
}

TEST(ResponseSourceReader, names_nothing) {
    for (const char *const field :
         {"Response-Source:", "Response-Source: fe", "Response-Source: fe=", "Response-Source: ,;,",
          "Response-Source: fe=<>", "Response-Source: fe=<urn:3gpp:fe:>",
          "Response-Source: fe=<urn:3gpp:fe:...>", "Response-Source: p-cscf",
          "Response-Source: node=<urn:3gpp:fe:p-cscf>", "Warning: 399 a \"fe\""}) {
        EXPECT_EQ(read(field), Sources{}) << field;
    }
}

} // namespace
} // namespace imsfail::sip
