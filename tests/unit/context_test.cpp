// imsfail: tests of what the hops of an attempt show together, and of the reference point
//
// Expected of each failure: its direction, reference point, and the number of signs of IMS.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/context.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::diagnosis {
namespace {

using test::Trace;

void check(const std::vector<test::TraceCase> &cases) {
    test::check_traces(cases, [](const Trace &trace, std::size_t frame) -> std::string {
        const Verdict *const verdict = trace.record(frame).verdict;
        if (verdict == nullptr) {
            return "";
        }
        const Context &context = verdict->context;
        return std::string(token(context.direction)) + " " + token(context.reference_point) + " " +
               std::to_string(context.ims_evidence.size());
    });
}

TEST(ContextOfAttempt, gm) {
    check({
        {"a UE tells its access network", R"(
            0   u>p INVITE     A 1 x/  esp ims
            0.1 p>u 404:INVITE A 1 x/b esp | network-to-ue gm 1)"},
        {"that of a caller behind a B2BUA, unprotected", R"(
            0   u>p INVITE     A 1 x/  ims
            0.1 p>u 404:INVITE A 1 x/b | unknown unknown 1)"},
        {"the network tells it", R"(
            0   u>p INVITE     A 1 x/  esp +P-Access-Network-Info:3GPP-NR;network-provided
            0.1 p>u 404:INVITE A 1 x/b esp | unknown gm 1)"},
        {"the same from within the network", R"(
            0   u>p INVITE     A 1 x/  esp ims +P-Charging-Vector:icid-value=1
            0.1 p>u 404:INVITE A 1 x/b | unknown unknown 2)"},
        {"a UE agrees on security", R"(
            0   u>p INVITE     A 1 x/  esp +Security-Verify:ipsec-3gpp
            0.1 p>u 404:INVITE A 1 x/b esp | network-to-ue gm 1)"},
        {"so does a caller outside IMS", R"(
            0   u>p INVITE     A 1 x/  +Security-Verify:tls
            0.1 p>u 404:INVITE A 1 x/b | network-to-ue unknown 0)"},
        {"to a UE in its security association", R"(
            0   p>u INVITE     BA 1 x/  esp +Accept-Contact:*;+g.3gpp.icsi-ref
            0.1 u>p 486:INVITE BA 1 x/b esp | ue-to-network gm 1)"},
        {"in a security association, from whom cannot be told", R"(
            0   p>u INVITE     A 1 x/  esp +Accept-Contact:*;+g.3gpp.icsi-ref
            0.1 u>p 486:INVITE A 1 x/b esp | unknown gm 1)"},
        {"ESP between nodes of the network", R"(
            0   p>s INVITE     BA 1 x/  esp +P-Charging-Vector:icid-value=1
            0.1 s>p 404:INVITE BA 1 x/b esp | unknown unknown 1)"},
        {"ESP without a sign of IMS", R"(
            0   p>s INVITE     A 1 x/  esp
            0.1 s>p 404:INVITE A 1 x/b esp | unknown unknown 0)"},
        {"the same over other hops", R"(
            0   p>s INVITE     BA 1 x/  esp
            0.1 s>p 404:INVITE BA 1 x/b esp | unknown unknown 0)"},
        {"to a UE, the sign of IMS on another hop", R"(
            0   s>p INVITE     A  1 x/  +P-Charging-Vector:icid-value=1
            0.1 p>u INVITE     BA 1 x/  esp
            0.2 u>p 486:INVITE BA 1 x/b esp | ue-to-network gm 1)"},
        {"the response alone, in a security association", R"(
            0.1 p>u 404:INVITE A 1 x/b esp ims | unknown gm 1)"},
        {"the response alone, between nodes of the network", R"(
            0.1 p>u 404:INVITE A 1 x/b esp +P-Charging-Vector:icid-value=1 | unknown unknown 1)"},
        {"the response alone", R"(
            0.1 p>u 404:INVITE A 1 x/b ims | unknown unknown 1)"},
    });
}

TEST(ContextOfAttempt, signs_on_other_hops) {
    check({
        {"a request nearer to the caller", R"(
            0   u>p INVITE     A  1 x/  ims
            0.1 p>s INVITE     BA 1 x/
            0.2 s>p 404:INVITE BA 1 x/b | unknown unknown 1
            0.3 p>u 404:INVITE A  1 x/b | unknown unknown 1)"},
        {"a failure farther away", R"(
            0   u>p INVITE     A  1 x/
            0.1 p>s INVITE     BA 1 x/
            0.2 s>p 404:INVITE BA 1 x/b +Restoration-Info:noresponse | unknown unknown 1
            0.3 p>u 404:INVITE A  1 x/b | unknown unknown 1)"},
        {"another attempt tells nothing", R"(
            0   u>p INVITE     A 1 x/  ims
            0.1 p>u 404:INVITE A 1 x/b | unknown unknown 1
            0.2 u>p ACK        A 1 x/b
            99  u>p INVITE     B 1 y/  id=2
            99  p>u 404:INVITE B 1 y/b id=2 | unknown unknown 0)"},
        {"of two finals of one transaction each counts", R"(
            0   u>p INVITE     A 1 x/
            0.1 p>u 404:INVITE A 1 x/b | unknown unknown 0
            0.2 p>u 486:INVITE A 1 x/b ims | unknown unknown 1)"},
    });
}

TEST(ContextOfAttempt, access_and_charging_identity_of_the_caller) {
    const Trace trace(R"(
        0   u>p INVITE     A  1 x/  ims +Security-Verify:ipsec-3gpp
        0.1 p>s INVITE     BA 1 x/  +P-Charging-Vector:icid-value=1
        0.2 s>p 404:INVITE BA 1 x/b
        0.3 p>u 404:INVITE A  1 x/b +P-Charging-Vector:icid-value=2)");
    EXPECT_STREQ(trace.record(3).verdict->context.access, "3GPP-NR"); // removed on the way
    EXPECT_STREQ(trace.record(3).verdict->context.icid, "1");
    EXPECT_STREQ(trace.record(4).verdict->context.icid, "1"); // added on the way
    EXPECT_STREQ(trace.record(4).verdict->context.summary, "Context: IMS, Gm, network to UE");
}

} // namespace
} // namespace imsfail::diagnosis
