// imsfail: tests of whom the failed request was for (RFC 3966, TS 23.003, RFC 8224 8)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/target.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::diagnosis {
namespace {

constexpr std::string_view kHome = "ims.mnc001.mcc262.3gppnetwork.org";

// "{home}" stands for kHome.
std::string expand(std::string text) {
    const std::size_t at = text.find("{home}");
    return at == std::string::npos ? text : text.replace(at, 6, kHome);
}

std::string_view or_empty(const char *text) {
    return text == nullptr ? std::string_view() : text;
}

TEST(TargetReader, forms_and_numbers) {
    // clang-format off
    const struct {
        std::string_view uri, form, number;
    } cases[] = {
        // anonymous goes before all
        {"sip:anonymous@anonymous.invalid", "anonymous", ""},
        {"sip:unavailable@UNKNOWN.Invalid", "anonymous", ""},
        {"sip:112@anonymous.invalid", "anonymous", ""},
        {"sip:a@invalid", "anonymous", ""},
        {"sip:a@anonymous.invalid.", "anonymous", ""}, // rooted
        {"sip:a@notinvalid", "name", ""},
        {"sip:a@invalid.example.com", "name", ""},
        // emergency
        {"urn:service:sos", "emergency", ""},
        {"urn:service:sos.police", "emergency", ""},
        {"URN:Service:SOS.Animal-Control", "emergency", ""},
        {"urn:service:sosfish", "service-urn", ""},
        {"tel:112", "emergency", "112"},
        {"sip:112@example.com;user=phone", "emergency", "112"},
        {"sip:911@example.com", "emergency", "911"},
        {"tel:911;phone-context=+1", "emergency", "911"},
        {"sip:112;phone-context={home}@{home};user=phone", "emergency", "112"},
        {"tel:9-1-1", "emergency", "911"},
        {"sip:1%312@h", "emergency", "112"},
        {"tel:+112", "e164", "112"},
        {"sip:1123@h", "short-code", "1123"},
        // service-urn
        {"urn:service:counseling", "service-urn", ""},
        {"urn:service:", "service-urn", ""},
        {"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "name", ""},
        {"urn:service", "name", ""},
        // gruu
        {"sip:a@h;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "gruu", ""},
        {"sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6fabz0f8g5@h;gr", "gruu", ""},
        {"sip:+4989123@h;GR=x;user=phone", "gruu", ""},
        {"sip:a;gr=x@h", "name", ""}, // in the userinfo it is no URI parameter
        {"sip:a@h;grx=1", "name", ""},
        {"sip:a@h?gr=x", "name", ""},
        // imsi
        {"sip:262011234567890@{home}", "imsi", ""},
        {"sip:26201123456789@{home}", "imsi", ""},
        {"sip:262011234567890@IMS.MNC001.MCC262.3GPPNETWORK.ORG.", "imsi", ""},
        {"sip:262011234567890@{home}:5060;transport=tcp", "imsi", ""},
        {"sip:262011234567890@{home};user=phone", "national", "262011234567890"},
        {"sip:2620112345678901@{home}", "national", "2620112345678901"},
        {"sip:2620112345678@{home}", "national", "2620112345678"},
        {"sip:262011234567890@ics.mnc001.mcc262.3gppnetwork.org", "national", "262011234567890"},
        {"sip:262011234567890@ims.mnc001.mcc262.3gppnetwork.org.example.com", "national",
         "262011234567890"},
        {"sip:262011234567890@example.com", "national", "262011234567890"},
        // e164
        {"tel:+1-201-555-0123", "e164", "12015550123"},
        {"tel:+1(201)555.0123", "e164", "12015550123"},
        {"sip:+358-555-1234567;postd=pp22@foo.com;user=phone", "e164", "3585551234567"},
        {"sip:+358-555-1234567@foo.com", "e164", "3585551234567"}, // "+" makes it a number
        {"sip:+4989123456@h", "e164", "4989123456"},
        {"sip:%2B4989123456@h", "e164", "4989123456"},
        {"sip:+4989123456:secret@h", "e164", "4989123456"},
        {"sips:+4989123456@[2001:db8::1]:5061;user=phone", "e164", "4989123456"},
        {"sip:+4989123456;npdi;rn=+49891@h;USER=PHONE", "e164", "4989123456"},
        {"tel:+4989123456;ext=5", "e164", "4989123456"},
        {"tel:+1-201-555-0123;phone-context=+1", "e164", "12015550123"},
        // local-number
        {"tel:7042;phone-context=example.com", "local-number", "7042"},
        {"tel:863-1234;phone-context=+1-914-555", "local-number", "8631234"},
        {"sip:0891234567;phone-context={home}@{home};user=phone", "local-number", "0891234567"},
        {"sip:0891234567@h;phone-context=+49;user=phone", "local-number", "0891234567"},
        {"tel:*100#;Phone-Context=example.com", "local-number", "*100#"},
        {"tel:0891234567;phone-context=", "local-number", "0891234567"},
        // short-code
        {"sip:1@h", "short-code", "1"},
        {"sip:110@h;user=phone", "short-code", "110"},
        {"sip:123456@h", "short-code", "123456"},
        {"sip:*21*0891234567%23@h", "short-code", "*21*0891234567#"},
        {"sip:#31#0891234567@h", "short-code", "#31#0891234567"},
        {"tel:*100#", "short-code", "*100#"},
        {"sip:12*3@h", "short-code", "12*3"},
        // national
        {"sip:1234567@h", "national", "1234567"},
        {"tel:089-1234567", "national", "0891234567"},
        {"sip:089.123.4567@h;user=phone", "national", "0891234567"},
        {"sip:089.123.4567@h", "name", ""}, // nothing says that it is a number
        {"sip:12-34@192.0.2.1", "name", ""},
        {"sip:12-34@192.0.2.1;user=ip", "name", ""},
        {"sip:1234567*1@h", "name", ""},
        // name
        {"sip:alice@example.com", "name", ""},
        {"sip:0891234567x@h;user=phone", "name", ""},
        {"sip:+@h", "name", ""},
        {"sip:+49x@h;user=phone", "name", ""},
        {"sip:+49*1@h", "name", ""},
        {"sip:4989 123456@h", "name", ""},
        {"sip:%3@h", "name", ""},
        {"sip:1%@h", "name", ""},
        {"mailto:1234567@example.com", "name", ""},
        {"mailto:1234567", "name", ""},
        {"tel:", "none", ""},
        // none
        {"sip:example.com", "none", ""},
        {"sip:[2001:db8::1]:5060", "none", ""},
        {"sip:@example.com", "none", ""},
        {"sip:", "none", ""},
        {"sip:;gr", "gruu", ""},
        // no URI
        {"garbage", "name", ""},
        {"1234567", "name", ""},
        {"192.0.2.1:5060", "name", ""},
        {"\xFF\xFE", "name", ""},
        {std::string_view("sip:12\0003@h", 10), "name", ""},
        {"<sip:1234567@h>", "name", ""},
    };
    // clang-format on
    model::Arena arena;
    for (const auto &test : cases) {
        SCOPED_TRACE(test.uri);
        const Target target = read_target(expand(expand(std::string(test.uri))), arena);
        EXPECT_EQ(token(target.form), test.form);
        EXPECT_EQ(or_empty(target.number), test.number);
    }
}

TEST(TargetReader, parts) {
    // clang-format off
    const struct {
        std::string_view text, uri, scheme, user, host;
    } cases[] = {
        {"SIP:Alice@EXAMPLE.com:5060;lr", "SIP:Alice@EXAMPLE.com:5060;lr", "sip", "Alice",
         "example.com"},
        {"tel:+1-201-555-0123;a=b", "tel:+1-201-555-0123;a=b", "tel", "+1-201-555-0123", ""},
        {"urn:service:sos", "urn:service:sos", "urn", "service:sos", ""},
        {"sip:[2001:DB8::1]:5060", "sip:[2001:DB8::1]:5060", "sip", "", "[2001:db8::1]"},
        {"sip:a@h.", "sip:a@h.", "sip", "a", "h"},
        {"sip:a\xFF\r\n@h", "sip:a\xEF\xBF\xBD @h", "sip", "a\xEF\xBF\xBD", "h"},
        {"alice", "alice", "", "alice", ""},
        {"", "", "", "", ""},
    };
    // clang-format on
    model::Arena arena;
    for (const auto &test : cases) {
        SCOPED_TRACE(test.text);
        const Target target = read_target(test.text, arena);
        EXPECT_EQ(or_empty(target.uri), test.uri);
        EXPECT_EQ(or_empty(target.scheme), test.scheme);
        EXPECT_EQ(or_empty(target.user), test.user);
        EXPECT_EQ(or_empty(target.host), test.host);
    }
}

} // namespace
} // namespace imsfail::diagnosis
