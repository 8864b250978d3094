// imsfail: tests of the signs of 3GPP IMS
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "model/ims_evidence.h"

#include <gtest/gtest.h>

#include <set>

namespace imsfail::model {
namespace {

// The names of all signs of a message, joined by "|".
std::string signs_of(std::string_view start_line, const test::Lines &headers) {
    const std::string bytes = test::message(start_line, headers);
    const ImsSigns signs = ims_signs(test::scan_headers(bytes));
    std::string names;
    for (std::size_t i = 0; i < kImsSignCount; ++i) {
        if (signs[i]) {
            names +=
                (names.empty() ? "" : "|") + std::string(ims_sign_name(static_cast<ImsSign>(i)));
        }
    }
    return names;
}

TEST(ImsEvidence, each_sign_shows_alone) {
    // clang-format off
    const struct {
        test::Lines headers;
        std::string_view expected;
    } cases[] = {
        {{"P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=2620100010000001"},
         "P-Access-Network-Info"},
        {{"P-Access-Network-Info: 3gpp-nr-tdd"}, "P-Access-Network-Info"},
        {{"P-Access-Network-Info: IEEE-802.11, 3GPP-GERAN;cgi-3gpp=26201"},
         "P-Access-Network-Info"},
        {{"P-Charging-Vector: icid-value=1"}, "P-Charging-Vector"},
        {{"P-Charging-Function-Addresses: ccf=192.0.2.1"}, "P-Charging-Function-Addresses"},
        {{"P-Visited-Network-ID: visited.example"}, "P-Visited-Network-ID"},
        {{"P-Associated-URI: <sip:a@example.com>"}, "P-Associated-URI"},
        {{"P-Called-Party-ID: <sip:a@example.com>"}, "P-Called-Party-ID"},
        {{"P-Served-User: <sip:a@example.com>;sescase=orig"}, "P-Served-User"},
        {{"P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel"}, "3GPP service identifier"},
        {{"P-Preferred-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel"}, "3GPP service identifier"},
        {{"Contact: <sip:a@192.0.2.1>;+g.3gpp.smsip"}, "+g.3gpp feature tag"},
        {{"m: <sip:a@192.0.2.1>;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\""},
         "+g.3gpp feature tag"},
        {{"a: *;+g.3gpp.cs-voice"}, "+g.3gpp feature tag"},
        {{"Feature-Caps: *;+g.3gpp.srvcc"}, "+g.3gpp feature tag"},
        {{"Security-Client: ipsec-3gpp;alg=hmac-sha-1-96"}, "ipsec-3gpp security agreement"},
        {{"Security-Server: tls, ipsec-3gpp;q=0.1"}, "ipsec-3gpp security agreement"},
        {{"Security-Verify: IPSEC-3GPP"}, "ipsec-3gpp security agreement"},
        {{"Authorization: Digest username=\"u\", algorithm=AKAv1-MD5"}, "AKA digest"},
        {{"Authorization: Digest algorithm=\"AKAv2-SHA-256\", username=\"u\""}, "AKA digest"},
        {{"WWW-Authenticate: Digest realm=\"r\",algorithm=akav1-md5"}, "AKA digest"},
        {{"Response-Source: fe=<urn:3gpp:fe:p-cscf.orig>"}, "Response-Source"},
        {{"Restoration-Info: noresponse"}, "Restoration-Info"},
        {{"Cellular-Network-Info: 3GPP-E-UTRAN-FDD"}, "Cellular-Network-Info"},
        {{"Relayed-Charge: x"}, "Relayed-Charge"},
        {{"Resource-Share: media-sharing"}, "Resource-Share"},
        {{"Priority-Share: allowed"}, "Priority-Share"},
        {{"Service-Interact-Info: x"}, "Service-Interact-Info"},
        {{"Attestation-Info: A"}, "Attestation-Info"},
        {{"Origination-Id: x"}, "Origination-Id"},
        {{"Additional-Identity: <sip:a@example.com>"}, "Additional-Identity"},
        {{"Content-Type: application/3gpp-ims+xml"}, "3GPP body"},
        {{"c: Application/vnd.3gpp.sms"}, "3GPP body"},
        {{"To: <sip:a@ims.mnc001.mcc262.3gppnetwork.org>"}, "3gppnetwork.org domain"},
        {{"f: <sip:a@IMS.mnc001.mcc262.3GPPnetwork.org>;tag=1"}, "3gppnetwork.org domain"},
        {{"P-Early-Media: supported", "Supported: 100rel"},
         "P-Early-Media with 100rel or precondition"},
        {{"P-Early-Media: supported", "Require: sec-agree, Precondition"},
         "P-Early-Media with 100rel or precondition"},
        {{"P-Called-Party-ID: <sip:a@b>", "P-Charging-Vector: x"},
         "P-Charging-Vector|P-Called-Party-ID"},
    };
    // clang-format on
    std::set<std::string> seen;
    for (const auto &test : cases) {
        SCOPED_TRACE(test.headers.front());
        EXPECT_EQ(signs_of("SIP/2.0 404 x", test.headers), test.expected);
        seen.emplace(test.expected);
    }
    EXPECT_EQ(signs_of("INVITE sip:a@ims.mnc001.mcc262.3gppnetwork.org SIP/2.0", {}),
              "3gppnetwork.org domain");
    EXPECT_EQ(signs_of("INVITE urn:service:sos.fire SIP/2.0", {}), "urn:service:sos");
    EXPECT_EQ(signs_of("INVITE sip:a@example.net;iotl=homeA-homeB SIP/2.0", {}),
              "iotl URI parameter");
    seen.insert({"urn:service:sos", "iotl URI parameter"});
    for (std::size_t i = 0; i < kImsSignCount; ++i) {
        const char *const name = ims_sign_name(static_cast<ImsSign>(i));
        EXPECT_TRUE(seen.contains(name)) << name << " is not tested";
    }
}

TEST(ImsEvidence, ordinary_trunks_show_none) {
    const std::string_view headers[] = {
        "P-Asserted-Identity: <tel:+12015550123>",
        "P-Preferred-Identity: <sip:a@example.com>",
        "Privacy: id",
        "Path: <sip:p@192.0.2.1;lr>",
        "Service-Route: <sip:s@192.0.2.1;lr>",
        "History-Info: <sip:a@example.com>;index=1",
        "Session-ID: ab30317f1a784dc48ff824d0d3715d86",
        "Identity: eyJhbGciOiJFUzI1NiJ9",
        "Reason: Q.850;cause=1",
        "P-Early-Media: supported",
        "Supported: 100rel, timer, precondition",
        "Require: sec-agree",
        "Security-Client: tls",
        "P-Access-Network-Info: IEEE-802.11",
        "P-Access-Network-Info: 3GPP2-1X;ci-3gpp2=1",
        "P-Access-Network-Info: ADSL;dsl-location=\"x\"",
        "P-Asserted-Service: urn:urn-7:example",
        "Contact: <sip:a@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\"",
        "Contact: <sip:g.3gpp.x@192.0.2.1>",
        "Authorization: Digest username=\"makavana\", algorithm=MD5",
        "Authorization: Digest realm=\"r\", nonce=\"xxAKAv1-MD5\", algorithm=SHA-256",
        "WWW-Authenticate: Digest realm=\"akavalley.example\", nonce=\"akav\"",
        "Content-Type: application/sdp",
        "Content-Type: multipart/mixed",
        "To: <sip:a@3gpp.example>",
        "User-Agent: 3GPP-IMS",
        "Warning: 399 3gppnetwork.org \"x\"",
    };
    for (const std::string_view header : headers) {
        SCOPED_TRACE(header);
        EXPECT_EQ(signs_of("INVITE sip:+12015550123@example.com SIP/2.0", {std::string(header)}),
                  "");
    }
    EXPECT_EQ(signs_of("INVITE urn:service:counseling SIP/2.0", {}), "");
}

} // namespace
} // namespace imsfail::model
