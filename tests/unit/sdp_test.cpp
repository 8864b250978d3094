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

} // namespace
} // namespace imsfail::sip
