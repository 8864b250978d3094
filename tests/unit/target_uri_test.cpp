// imsfail: tests of whom the failed request was for (RFC 3966, TS 23.003, RFC 8224 8)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/target.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::model {
namespace {

constexpr std::string_view kHome = "ims.mnc001.mcc262.3gppnetwork.org";

// "{home}" stands for kHome.
std::string expand(std::string text) {
    const std::size_t at = text.find("{home}");
    return at == std::string::npos ? text : text.replace(at, 6, kHome);
}

TEST(TargetUri, forms_and_numbers) {
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
        {"tel:+1-911", "e164", "1911"}, // RFC 3966 5.1.5: no number at all, but written as one
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
        {"tel:+4989123456;isub=1411;isub-encoding=nsap", "e164", "4989123456"},
        {"tel:+4989123456;postd=pp22", "e164", "4989123456"},
        {"sip:+4989123456;tgrp=4;trunk-context=example.com@h;user=phone", "e164", "4989123456"},
        {"tel:+4989123456012345", "e164", "4989123456012345"}, // RFC 3966 sets no limit
        {"tel:+(--)49", "e164", "49"},
        {"tel:+1-201-555-0123;phone-context=+1", "e164", "12015550123"},
        // local-number
        {"tel:7042;phone-context=example.com", "local-number", "7042"},
        {"tel:863-1234;phone-context=+1-914-555", "local-number", "8631234"},
        {"sip:0891234567;phone-context={home}@{home};user=phone", "local-number", "0891234567"},
        {"sip:0891234567@h;phone-context=+49;user=phone", "local-number", "0891234567"},
        {"tel:*100#;Phone-Context=example.com", "local-number", "*100#"},
        {"tel:0891234567;phone-context=", "local-number", "0891234567"},
        {"tel:911;phone-context=+1;ext=5", "emergency", "911"},
        {"tel:411;phone-context=+1", "local-number", "411"},
        {"tel:A1-B2;phone-context=example.com", "local-number", ""}, // hexadecimal digits
        // short-code
        {"sip:1@h", "short-code", "1"},
        {"sip:110@h;user=phone", "short-code", "110"},
        {"sip:123456@h", "short-code", "123456"},
        {"sip:*21*0891234567%23@h", "short-code", "*21*0891234567#"},
        {"sip:#31#0891234567@h", "short-code", "#31#0891234567"},
        {"tel:*100#", "short-code", "*100#"},
        {"sip:12*3@h", "short-code", "12*3"},
        {"sip:411@h;user=phone", "short-code", "411"},
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
        {"tel:0ABCDEF1", "name", ""},
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
        // brackets that do not belong there, RFC 4475 3.1.2.7
        {"<sip:1234567@h>", "national", "1234567"},
        // no URI
        {"garbage", "name", ""},
        {"1234567", "name", ""},
        {"192.0.2.1:5060", "name", ""},
        {"\xFF\xFE", "name", ""},
        {std::string_view("sip:12\0003@h", 10), "name", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.uri);
        const std::string uri = expand(expand(std::string(test.uri)));
        const TargetUri target = read_target_uri(uri, Settings{});
        EXPECT_EQ(token(target.form), test.form);
        EXPECT_EQ(target.is_number() ? target.digits : "", test.number);
        EXPECT_EQ(target.international, target.form == TargetForm::E164 ? test.number : "");
    }
}

Fingerprint key_of(std::string_view uri, const Settings &settings = {}) {
    return identity_key(read_target_uri(expand(std::string(uri)), settings));
}

TEST(TargetUri, spellings_of_one_identity) {
    // clang-format off
    const struct {
        std::string_view a, b;
    } same[] = {
        // RFC 3261 19.1.4, ports and parameters left out
        {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp"},
        {"sip:carol@chicago.com", "SIP:carol@chicago.com;newparam=5?Subject=next%20meeting"},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000"},
        {"sip:bob@biloxi.com", "sip:bob:secret@biloxi.com."},
        {"sip:alice@h", "sip:alice@h;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
        // RFC 3966 4: visual separators and case mean nothing
        {"tel:+1-201-555-0123", "tel:+1(201)555.0123"},
        {"tel:+12015550123", "sip:+12015550123@{home};user=phone"},
        {"sip:+12015550123@a", "sip:%2B1-201-555-0123@b:5070"},
        {"tel:+12015550123", "sips:+12015550123;npdi;rn=+12015550100@a;user=phone"},
        {"tel:+12015550123", "sip:+12015550123;tgrp=4;trunk-context=a.example@b;user=phone"},
        {"tel:+12015550123", "tel:+12015550123;phone-context=+1"},
        {"tel:+12015550123;ext=5", "sip:+12015550123;ext=5@h;user=phone"},
        {"tel:7042;phone-context=example.com", "tel:70-42;phone-context=EXAMPLE.com"},
        {"tel:7042;phone-context=example.com", "sip:7042;phone-context=example.com@h;user=phone"},
        {"tel:7042;phone-context=+1-914-555", "tel:7042;phone-context=+1914555"},
        {"sip:0891234567@h;user=phone", "sip:089-1234567@H:5070;user=phone"},
        {"sip:0891234567@h;user=phone", "sip:0891234567@h"},
        // RFC 8141 3.1
        {"urn:service:sos", "URN:Service:SOS"},
    };
    const struct {
        std::string_view a, b;
    } different[] = {
        {"SIP:ALICE@AtlanTa.CoM;Transport=udp", "sip:alice@AtlanTa.CoM;Transport=UDP"},
        {"sip:alice@a", "sip:alice@b"},
        {"sip:alice@h", "sips:alice@h"},
        {"sip:alice@h", "sip:alice;day=tuesday@h"}, // the user's own parameters
        {"sip:alice@h", "sip:h"},
        {"tel:+12015550123", "tel:12015550123"}, // a plus sign says whose numbering plan it is
        {"sip:+12015550123@h", "sip:12015550123@h"},
        {"tel:+12015550123", "tel:+12015550123;ext=5"},
        {"tel:+12015550123", "tel:+12015550123;isub=5"},
        {"tel:7042;phone-context=example.com", "tel:7042;phone-context=example.net"},
        {"tel:7042;phone-context=+44", "tel:+447042"}, // RFC 3966 5.1.5: no prefix
        {"tel:7042;phone-context=example.com", "sip:7042@example.com"},
        {"sip:0891234567@a;user=phone", "sip:0891234567@b;user=phone"},
        {"sip:262011234567890@{home}", "sip:262011234567890@{home};user=phone"},
        {"urn:service:sos", "urn:service:sos.police"},
        {"urn:service:sos", "sip:service:sos"},
    };
    // clang-format on
    for (const auto &test : same) {
        EXPECT_EQ(key_of(test.a), key_of(test.b)) << test.a << " and " << test.b;
    }
    for (const auto &test : different) {
        EXPECT_NE(key_of(test.a), key_of(test.b)) << test.a << " and " << test.b;
    }
}

Settings in_country(const char *code, const char *prefix) {
    Settings settings;
    settings.country_code = code;
    settings.national_prefix = prefix;
    settings.home_domains = {"home.example"};
    return settings;
}

TEST(TargetUri, national_numbers_become_international_by_the_settings) {
    // clang-format off
    const struct {
        const char *country_code, *national_prefix;
        std::string_view uri, international;
    } cases[] = {
        {"44", "0", "sip:02079460103@h", "442079460103"},
        {"44", "0", "tel:020-7946-0103", "442079460103"},
        {"44", "0", "tel:02079460103;phone-context=+44", "442079460103"},
        {"44", "0", "tel:02079460103;phone-context=ims.Home.example", "442079460103"},
        {"44", "0", "tel:02079460103;phone-context=other.example", ""},
        {"44", "0", "tel:02079460103;phone-context=+4", ""},
        {"44", "0", "tel:02079460103;phone-context=+4420", ""},
        {"44", "0", "sip:2079460103@h", ""},       // not written as a national number there
        {"44", "0", "sip:00442079460103@h", ""},   // that is no national prefix
        {"44", "0", "sip:+12025550123@h", "12025550123"},
        {"44", "0", "sip:020794@h", ""},           // a short code
        {"44", "0", "sip:*02079460103@h", ""},
        {"44", "0", "sip:alice@h", ""},
        {"44", "0", "sip:012345678901234@h", ""},  // 16 digits would be no E.164 number
        {"1", "1", "sip:12025550123@h", "12025550123"},
        {"1", "1", "sip:2025550123@h", ""},
        {"45", "", "sip:32123456@h", "4532123456"},
        {"45", "", "sip:4532123456@h", ""},        // may hold the country code already
        {"45", "", "sip:02079460103@h", ""},
        {"45", "", "tel:7042;phone-context=+45", ""},
        {"", "0", "sip:02079460103@h", ""},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.uri);
        const Settings settings = in_country(test.country_code, test.national_prefix);
        EXPECT_EQ(read_target_uri(test.uri, settings).international, test.international);
    }
    EXPECT_EQ(key_of("sip:02079460103@h", in_country("44", "0")), key_of("tel:+442079460103"));
}

TEST(TargetUri, emergency_numbers_are_the_users_choice) {
    Settings settings;
    settings.emergency_numbers = {"110"};
    EXPECT_EQ(read_target_uri("sip:110@h", settings).form, TargetForm::Emergency);
    EXPECT_EQ(read_target_uri("sip:112@h", settings).form, TargetForm::ShortCode);
    EXPECT_EQ(read_target_uri("urn:service:sos", settings).form, TargetForm::Emergency);
}

TEST(TargetUri, domains) {
    EXPECT_TRUE(in_domain("a.example", "a.example"));
    EXPECT_TRUE(in_domain("ims.A.example", "a.example"));
    EXPECT_FALSE(in_domain("ba.example", "a.example"));
    EXPECT_FALSE(in_domain("example", "a.example"));
}

} // namespace
} // namespace imsfail::model
