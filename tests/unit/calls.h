// imsfail: calls to one target after the other, written as traces (see trace.h)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace imsfail::test {

/// Writes a trace of calls that differ in their target and their end. Each has a Call-ID, a branch
/// and one second of its own; the first frame is 1.
class Calls {
  public:
    /// An INVITE to `uri`, `to` as in a trace, and its responses, such as "180 486". `more` is
    /// added to the INVITE.
    Calls &call(const std::string &uri, const std::string &to, const std::string &responses = "200",
                const std::string &more = "") {
        const std::string common = std::string(1, static_cast<char>('A' + number_)) + " 1 x/";
        const std::string options =
            " id=" + std::to_string(number_) + " uri=" + uri + " to=" + to + " ";
        line(from_ + ">" + next_hop_ + " INVITE " + common + options + more);
        for (std::size_t at = 0; at < responses.size(); at += 4) {
            line(next_hop_ + ">" + from_ + " " + responses.substr(at, 3) + ":INVITE " + common +
                 "b" + options);
        }
        ++number_;
        return *this;
    }
    /// The same with the To that the Request-URI names.
    Calls &call(const std::string &user_at_host) {
        return call("sip:" + user_at_host, user_at_host);
    }
    /// Calls go over this next hop from now on.
    Calls &over(const std::string &next_hop) {
        next_hop_ = next_hop;
        return *this;
    }
    const std::string &trace() const {
        return trace_;
    }

  private:
    void line(const std::string &message) {
        trace_ += std::to_string(number_) + " " + message + "\n";
    }

    std::string trace_;
    std::string from_ = "a";
    std::string next_hop_ = "p";
    int number_ = 0;
};

} // namespace imsfail::test
