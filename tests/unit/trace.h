// imsfail: captures written as text, one line a message, and what the model makes of them
//
//   time  from>to  what        Via  CSeq  tags  options     | what is expected of it
//   0.5   b>p      180:INVITE  BA   1     x/y   id=2 tcp    | c0 a0 t1
//
// `what` is a method, or a status and the method of its CSeq. Each letter of `Via`, from the top,
// is one value with that branch. `tags` are those of From and To. Options: id (Call-ID), uri
// (Request-URI), to and from (users, at example.com unless they say where), sent-by (of the top
// Via), if (carrier or interface), auth and chal (nonces of credentials and of challenges), realm
// (of each), ra (Retry-After), reason, tcp, auts, stale, ims (a strong sign of 3GPP IMS), esp, old
// (no magic cookie in the Via), sipfrag (a status, as message/sipfrag body), sdp (payload types of
// an offer; its version, address and port are those of no other line), body (so many bytes of a
// request) and icmp (not a message, but an ICMP error that quotes it). +Name:value adds that
// header.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "analysis.h"
#include "messages.h"
#include "model/attempt.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace imsfail::test {

/// One message of a trace.
struct TraceLine {
    std::string text;
    std::string bytes;
    model::Sighting sighting;
    std::string expected;
    std::string source, destination; ///< what the route of the sighting refers to
    bool is_icmp_error = false;
};

/// A trace that went through the analysis, with the record of each line.
class Trace {
  public:
    explicit Trace(const std::string &text, const model::Settings &settings = {},
                   const diagnosis::RuleChoice &choice = {});
    const std::vector<TraceLine> &lines() const {
        return lines_;
    }
    /// Of the frame with that number, from 1.
    const MessageRecord &record(std::size_t frame) const {
        return *records_.at(frame - 1);
    }
    const Analysis &analysis() const {
        return analysis_;
    }
    const model::Session &session() const {
        return analysis_.session();
    }
    std::int64_t now_ns() const {
        return session().now_ns();
    }
    diagnosis::LateFindings late_findings(std::size_t frame) const {
        return analysis_.late_findings(record(frame), static_cast<std::uint32_t>(frame));
    }
    std::size_t size() const {
        return lines_.size();
    }

  private:
    static constexpr MessageRecord kNoRecord{};

    std::vector<TraceLine> lines_;
    Analysis analysis_;
    std::vector<const MessageRecord *> records_;
};

/// One trace of a table, and what it is about.
struct TraceCase {
    const char *what;
    const char *trace;
};

/// Expects of every line what stands behind its bar; `describe(trace, frame)` says what came of it.
template <typename Describe>
void check_traces(const std::vector<TraceCase> &cases, Describe describe) {
    for (const TraceCase &test : cases) {
        SCOPED_TRACE(test.what);
        const Trace trace(test.trace);
        for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
            EXPECT_EQ(describe(trace, frame), trace.lines()[frame - 1].expected)
                << "frame " << frame << ": " << trace.lines()[frame - 1].text;
        }
    }
}

} // namespace imsfail::test
