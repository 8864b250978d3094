// imsfail: tests of the table of header names
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/header.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

namespace imsfail::sip {
namespace {

TEST(HeaderName, every_header_is_found_by_its_name_in_any_case) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kHeaderCount; ++i) {
        const auto header = static_cast<Header>(i);
        const std::string name(header_name(header));
        SCOPED_TRACE(name);
        ASSERT_FALSE(name.empty());
        EXPECT_TRUE(names.insert(header_name(header)).second) << "named twice";
        EXPECT_EQ(header_name(header).data()[name.size()], '\0');
        std::string upper = name;
        std::string lower = name;
        std::transform(name.begin(), name.end(), upper.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        std::transform(name.begin(), name.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        EXPECT_EQ(header_from_name(name), header);
        EXPECT_EQ(header_from_name(upper), header);
        EXPECT_EQ(header_from_name(lower), header);
        EXPECT_EQ(header_from_name(name + "x"), Header::Other);
        EXPECT_EQ(header_from_name("x" + name), Header::Other);
    }
    EXPECT_TRUE(header_name(Header::Other).empty());
}

TEST(HeaderName, names) {
    const struct {
        std::string_view name;
        Header expected;
    } cases[] = {
        // compact forms, IANA registry "Header Fields"
        {"a", Header::AcceptContact},
        {"b", Header::ReferredBy},
        {"c", Header::ContentType},
        {"d", Header::RequestDisposition},
        {"f", Header::From},
        {"i", Header::CallId},
        {"k", Header::Supported},
        {"l", Header::ContentLength},
        {"m", Header::Contact},
        {"o", Header::Event},
        {"r", Header::ReferTo},
        {"t", Header::To},
        {"u", Header::AllowEvents},
        {"v", Header::Via},
        {"V", Header::Via},
        {"x", Header::SessionExpires},
        {"y", Header::Identity},
        // compact forms of headers that are not read
        {"e", Header::Other},
        {"j", Header::Other},
        {"n", Header::Other},
        {"s", Header::Other},
        // written out
        {"CSeq", Header::CSeq},
        {"WWW-Authenticate", Header::WwwAuthenticate},
        {"p-associated-uri", Header::PAssociatedUri},
        {"Session-Expired", Header::Other},
        {"", Header::Other},
        {" Via", Header::Other},
        {"Via:", Header::Other},
        {"Call\rID", Header::Other}, // differs by 0x20 from the hyphen
        {"Vi\x01", Header::Other},
        {"\xFF", Header::Other},
        {std::string_view("\0", 1), Header::Other},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(header_from_name(test.name), test.expected) << test.name;
    }
    EXPECT_EQ(header_from_name(std::string(65536, 'a')), Header::Other);
}

} // namespace
} // namespace imsfail::sip
