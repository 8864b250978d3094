// imsfail: tests of the session description
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/sdp.h"

#include <gtest/gtest.h>

#include <string>

namespace imsfail::sip {
namespace {

// "audio 49170 RTP/AVP: AMR PCMU; video ...", one for each m= line.
std::string media_of(std::string_view description) {
    std::string all;
    for (const Media &media : read_sdp(description)) {
        all += all.empty() ? "" : "; ";
        all += std::string(media.type) + " " + std::string(media.port) + " " +
               std::string(media.protocol) + ":";
        for (const std::string_view codec : media.codecs) {
            all += " " + std::string(codec);
        }
    }
    return all;
}

std::string preconditions_of(std::string_view description) {
    std::string all;
    for (const Media &media : read_sdp(description)) {
        for (const Precondition &each : media.preconditions) {
            all += each.kind == Precondition::Kind::Current   ? "curr"
                   : each.kind == Precondition::Kind::Desired ? "des"
                                                              : "conf";
            for (const auto word : {each.type, each.strength, each.status, each.direction}) {
                all += "/" + std::string(word);
            }
            all += " ";
        }
    }
    return all;
}

TEST(Sdp, codecs) {
    EXPECT_EQ(media_of("v=0\r\nm=audio 49170 RTP/AVP 104 102 0 8 18 101\r\n"
                       "a=rtpmap:102 AMR/8000/1\r\na=rtpmap:104 AMR-WB/16000\r\n"
                       "a=fmtp:104 mode-set=0,1,2\r\na=rtpmap:101 telephone-event/8000\r\n"
                       "m=video 0 RTP/AVPF 99 34\r\na=rtpmap:99 H264/90000\r\n"),
              "audio 49170 RTP/AVP: AMR-WB AMR PCMU PCMA G729 telephone-event; "
              "video 0 RTP/AVPF: H264 H263");
    EXPECT_EQ(media_of("m=message 9 TCP/MSRP *\nm=image 6000 udptl t38\n"
                       "m=audio 9 UDP/TLS/RTP/SAVPF 111 1\n"),
              "message 9 TCP/MSRP: *; image 6000 udptl: t38; audio 9 UDP/TLS/RTP/SAVPF: 111 1");
    // Of anything but RTP, a number is no payload type.
    EXPECT_EQ(media_of("m=application 1 UDP/BFCP 8\r\na=rtpmap:8 X/1\r\n"),
              "application 1 UDP/BFCP: 8");
    // A static payload type may get another meaning (RFC 3551 3).
    EXPECT_EQ(media_of("m=audio 1 RTP/AVP 0\r\na=rtpmap:0 opus/48000/2\r\n"),
              "audio 1 RTP/AVP: opus");
}

TEST(Sdp, odd_lines) {
    EXPECT_EQ(media_of(""), "");
    EXPECT_EQ(media_of("not sdp at all"), "");
    EXPECT_EQ(media_of("a=rtpmap:0 X/1\r\nM=audio 1 RTP/AVP 0"), "");
    EXPECT_EQ(media_of("m="), "  :");
    EXPECT_EQ(media_of("m=audio"), "audio  :");
    EXPECT_EQ(media_of("m=audio   1\t RTP/AVP  0   8 "), "audio 1 RTP/AVP: PCMU PCMA");
    EXPECT_EQ(media_of("m=audio 1 RTP/AVP 96\r\na=rtpmap\r\na=rtpmap:\r\na=rtpmap:96\r\n"
                       "a=rtpmap:96 \r\na=rtpmap:x Y/1\r\na=RTPMAP:96   EVS / 16000"),
              "audio 1 RTP/AVP: EVS");
}

TEST(Sdp, preconditions) {
    EXPECT_EQ(
        preconditions_of("m=audio 1 RTP/AVP 0\r\na=curr:qos local none\r\n"
                         "a=curr:qos remote none\r\na=des:qos mandatory local sendrecv\r\n"
                         "a=des:qos optional remote sendrecv\r\na=conf:qos remote sendrecv\r\n"
                         "a=inactive\r\nm=video 1 RTP/AVP 34\r\n"
                         "a=des:qos failure e2e send\r\n"),
        "curr/qos//local/none curr/qos//remote/none des/qos/mandatory/local/sendrecv "
        "des/qos/optional/remote/sendrecv conf/qos//remote/sendrecv "
        "des/qos/failure/e2e/send ");
    EXPECT_EQ(preconditions_of("a=curr:qos local none\r\nm=audio 1 RTP/AVP 0\r\na=curr:\r\n"
                               "a=curr:qos\r\na=curr:qos local\r\na=des:qos mandatory local\r\n"
                               "a=current:qos local none"),
              "");
}

TEST(Sdp, bounds) {
    std::string many;
    for (int i = 0; i < 10'000; ++i) {
        many += "m=audio 1 RTP/AVP";
        for (int j = 0; j < 40; ++j) {
            many += " 0";
        }
        many += "\r\n";
        for (int j = 0; j < 20; ++j) {
            many += "a=curr:qos local none\r\n";
        }
    }
    const std::vector<Media> media = read_sdp(many);
    ASSERT_EQ(media.size(), kMaxMedia);
    EXPECT_EQ(media.back().codecs.size(), kMaxCodecs);
    EXPECT_EQ(media.back().preconditions.size(), kMaxPreconditions);
    std::string maps = "m=audio 1 RTP/AVP 127\r\n";
    for (int i = 0; i < 100'000; ++i) {
        maps += "a=rtpmap:96 X/1\r\n";
    }
    EXPECT_EQ(media_of(maps), "audio 1 RTP/AVP: 127");
}

TEST(Sdp, media_lines) {
    EXPECT_EQ(media_lines("v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP6 2001:db8::1\r\n"
                          "b=AS:64\r\nt=0 0\r\nk=clear:secret\r\na=ice-ufrag:abcd\r\n"
                          "m=audio 49170 RTP/SAVP 0 8\r\na=rtpmap:0 PCMU/8000\r\n"
                          "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20\r\n"
                          "a=Candidate:1 1 UDP 1 192.0.2.1 49170 typ host\r\na=rtcp:49171\r\n"
                          "a=curr:qos local none\r\na=sendonly\r\n"),
              "c=IP6\nb=AS:64\nm=audio RTP/SAVP 0 8\na=rtpmap:0 PCMU/8000\n"
              "a=crypto:1 AES_CM_128_HMAC_SHA1_80\na=curr:qos local none\na=sendonly\n");
    EXPECT_EQ(media_lines("v=0\r\nc=IN IP4 192.0.2.1\r\na=sendrecv\r\n"), "");
    EXPECT_EQ(media_lines(""), "");
    EXPECT_EQ(media_lines("m=\nm"), "");
}

TEST(Sdp, media_lines_tell_what_was_changed) {
    const std::string offer = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n"
                              "m=audio 4000 RTP/AVP 0\na=ptime:20\n";
    const auto changed = [&offer](std::string_view what, std::string_view to) {
        std::string other = offer;
        other.replace(other.find(what), what.size(), to);
        return media_lines(other) != media_lines(offer);
    };
    EXPECT_FALSE(changed("4000", "4002"));
    EXPECT_FALSE(changed("- 1 1", "- 1 2"));
    EXPECT_FALSE(changed("c=IN IP4 192.0.2.1", "c=IN IP4 192.0.2.2"));
    EXPECT_FALSE(changed("s=-", "s=again"));
    EXPECT_FALSE(changed("t=0 0\n", "t=0 0\r\n"));
    EXPECT_TRUE(changed("c=IN IP4 192.0.2.1", "c=IN IP6 ::1"));
    EXPECT_TRUE(changed("4000", "0"));
    EXPECT_TRUE(changed("RTP/AVP 0", "RTP/AVP 0 8"));
    EXPECT_TRUE(changed("RTP/AVP", "RTP/SAVP"));
    EXPECT_TRUE(changed("ptime:20", "ptime:40"));
    EXPECT_TRUE(changed("a=ptime:20", "a=sendonly"));
    EXPECT_TRUE(changed("t=0 0\n", "b=AS:64\n"));
}

} // namespace
} // namespace imsfail::sip
