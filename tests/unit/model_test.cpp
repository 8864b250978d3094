// imsfail: tests of the call model: trees, attempts and calls built from short captures
//
// What is expected of each line (see trace.h), as far as the whole capture shows it:
//   c0 a0 t0      call, attempt (in order of their first line) and transaction
//   next=t0, gap=t0, inferred=t0     edge and parent of a request
//   parallel, serial, failover       how a branch came about
//   branches=2    of a request with captured branches
//   copy=1, again=1   copy, retransmission of the message in that frame
//   ack           of a non-2xx final
//   ties=t0       what a CANCEL cancels, what an ACK acknowledges
//   retry=2       the failure after which this request tried again
//   none          the message could not be placed
// and of each call: outcome, final code, "failed" if it counts as such.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace imsfail::model {
namespace {

using test::Trace;

class Picture {
  public:
    explicit Picture(const Trace &trace) : trace_(trace) {}

    std::string line(std::size_t frame) {
        const MessageRecord &record = trace_.record(frame);
        const Transaction *const transaction = record.transaction;
        if (transaction == nullptr) {
            return "none";
        }
        calls_.resize(std::max<std::size_t>(calls_.size(), transaction->call->index + 1));
        calls_[transaction->call->index] = transaction->call;
        std::string text = "c" + std::to_string(transaction->call->index);
        text += transaction->attempt == nullptr ? "" : " a" + attempt(*transaction->attempt);
        text += " t" + std::to_string(transaction->index);
        text += number(" copy=", record.repetition.copy_of);
        text += number(" again=", record.repetition.retransmission_of);
        text += record.is_ack ? " ack" : "";
        if (record.code == 0 && !record.is_ack && transaction->request_frame() == frame) {
            text += request(*transaction);
        }
        return text;
    }
    std::string calls() const {
        std::string text;
        for (std::size_t i = 0; i < calls_.size(); ++i) {
            const Call *const call = calls_[i];
            text += (i == 0 ? "c" : ", c") + std::to_string(i);
            if (call == nullptr) {
                text += " unseen";
                continue;
            }
            text += std::string(" ") + token(call->outcome(trace_.now_ns()));
            text += number(" ", call->final_code());
            text += call->failed(trace_.now_ns()) ? " failed" : "";
        }
        return text;
    }

  private:
    static std::string number(const char *name, std::uint32_t value) {
        return value == 0 ? "" : name + std::to_string(value);
    }
    std::string attempt(const Attempt &attempt) {
        const auto known = std::find(attempts_.begin(), attempts_.end(), &attempt);
        const auto index = known - attempts_.begin();
        if (known == attempts_.end()) {
            attempts_.push_back(&attempt);
        }
        return std::to_string(index);
    }
    static std::string request(const Transaction &transaction) {
        const char *const edges[] = {"", " next=t", " gap=t", " inferred=t"};
        const char *const kinds[] = {"", " parallel", " serial", " failover"};
        std::string text;
        if (transaction.parent != nullptr) {
            text += edges[static_cast<std::size_t>(transaction.edge)] +
                    std::to_string(transaction.parent->index);
        }
        if (transaction.is_cancel() || transaction.attempt == nullptr) {
            const bool tied = transaction.tied != nullptr;
            return tied ? text + " ties=t" + std::to_string(transaction.tied->index) : text;
        }
        text += kinds[static_cast<std::size_t>(transaction.branch_kind())];
        text += number(" branches=", transaction.branches);
        if (transaction.attempt->root == &transaction) {
            text += number(" retry=", transaction.attempt->retry_of);
        }
        return text;
    }

    const Trace &trace_;
    std::vector<const Attempt *> attempts_;
    std::vector<const Call *> calls_;
};

struct Case {
    const char *what;
    std::string trace;
    const char *calls;
    Settings settings = {};
};

void check(const std::vector<Case> &cases) {
    for (const Case &test : cases) {
        SCOPED_TRACE(test.what);
        const Trace trace(test.trace, test.settings);
        Picture picture(trace);
        for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
            EXPECT_EQ(picture.line(frame), trace.lines()[frame - 1].expected)
                << "frame " << frame << ": " << trace.lines()[frame - 1].text;
        }
        EXPECT_EQ(picture.calls(), test.calls);
    }
}

TEST(Model, forks_and_failover) {
    check({
        {"parallel fork", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=3
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            0.01 p>d INVITE     DA 1 x/  | c0 a0 t3 next=t0 parallel
            0.1  b>p 404:INVITE BA 1 x/b | c0 a0 t1
            0.1  p>b ACK        BA 1 x/b | c0 a0 t1 ack
            0.2  c>p 486:INVITE CA 1 x/c | c0 a0 t2
            0.2  d>p 180:INVITE DA 1 x/d | c0 a0 t3
            0.2  p>a 180:INVITE A  1 x/d | c0 a0 t0
            2    d>p 200:INVITE DA 1 x/d | c0 a0 t3
            2    p>a 200:INVITE A  1 x/d | c0 a0 t0)",
         "c0 answered 200"},
        {"serial fork", R"(
            0    a>p INVITE     A  1 x/           | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/   uri=t:b | c0 a0 t1 next=t0
            0.1  b>p 486:INVITE BA 1 x/b          | c0 a0 t1
            0.11 p>c INVITE     CA 1 x/   uri=t:c | c0 a0 t2 next=t0 serial
            0.2  c>p 404:INVITE CA 1 x/c          | c0 a0 t2
            0.21 p>a 486:INVITE A  1 x/b          | c0 a0 t0)",
         "c0 failed 486 failed"},
        {"failover after an ICMP error; the INVITE it quotes is none", R"(
            0    a>p INVITE     A  1 x/      | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/      | c0 a0 t1 next=t0
            0.02 b>p INVITE     BA 1 x/ icmp | none
            0.03 p>c INVITE     CA 1 x/      | c0 a0 t2 next=t0 failover
            0.1  c>p 200:INVITE CA 1 x/c     | c0 a0 t2
            0.1  p>a 200:INVITE A  1 x/c     | c0 a0 t0)",
         "c0 answered 200"},
        {"near: the ICMP error comes after the next branch began", R"(
            0    a>p INVITE     A  1 x/      | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/      | c0 a0 t1 next=t0
            0.02 p>c INVITE     CA 1 x/      | c0 a0 t2 next=t0 parallel
            0.03 b>p INVITE     BA 1 x/ icmp | none
            0.1  c>p 200:INVITE CA 1 x/c     | c0 a0 t2
            0.1  p>a 200:INVITE A  1 x/c     | c0 a0 t0)",
         "c0 answered 200"},
        {"near: it rings all the same", R"(
            0    a>p INVITE     A  1 x/      | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/      | c0 a0 t1 next=t0
            0.02 b>p INVITE     BA 1 x/ icmp | none
            0.51 p>b INVITE     BA 1 x/      | c0 a0 t1 again=2
            0.6  b>p 180:INVITE BA 1 x/b     | c0 a0 t1
            9    p>c INVITE     CA 1 x/      | c0 a0 t2 next=t0 parallel
            10   c>p 200:INVITE CA 1 x/c     | c0 a0 t2
            10   p>a 200:INVITE A  1 x/c     | c0 a0 t0)",
         "c0 answered 200"},
        {"an ICMP error that quotes what was not captured, or a response", R"(
            0    b>p INVITE     BA 1 x/  icmp | none
            0.1  a>p INVITE     A  1 x/       | c0 a0 t0
            0.2  a>p 404:INVITE A  1 x/b icmp | none
            0.3  p>a 486:INVITE A  1 x/b      | c0 a0 t0)",
         "c0 failed 486 failed"},
        {"failover after 503, 408 and silence", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=4
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.1  b>p 503:INVITE BA 1 x/b | c0 a0 t1
            0.11 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 failover
            0.2  c>p 408:INVITE CA 1 x/c | c0 a0 t2
            0.21 p>d INVITE     DA 1 x/  | c0 a0 t3 next=t0 failover
            0.71 p>d INVITE     DA 1 x/  | c0 a0 t3 again=6
            8    p>e INVITE     EA 1 x/  | c0 a0 t4 next=t0 failover
            9    e>p 200:INVITE EA 1 x/e | c0 a0 t4
            9    p>a 200:INVITE A  1 x/e | c0 a0 t0)",
         "c0 answered 200"},
        {"failover by the caller itself, to another server with the same CSeq", R"(
            0    a>p INVITE     A  1 x/  sent-by=a | c0 a0 t0
            0.1  p>a 503:INVITE A  1 x/b           | c0 a0 t0
            0.2  a>q INVITE     B  1 x/  sent-by=a | c0 a0 t1 failover
            0.3  q>a 200:INVITE B  1 x/c           | c0 a0 t1)",
         "c0 answered 200"},
        {"two callers' requests with one Via each are no siblings", R"(
            0    a>p INVITE     A  1 x/  sent-by=a | c0 a0 t0
            0.1  q>b INVITE     B  1 x/  sent-by=q | c0 a0 t1)",
         "c0 open"},
        {"fork with a common parent that was not captured", R"(
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t1 parallel
            0.1  b>p 404:INVITE BA 1 x/b | c0 a0 t0
            0.2  c>p 200:INVITE CA 1 x/c | c0 a0 t1)",
         "c0 answered 200"},
        {"serial fork to the same next hop, parent not captured", R"(
            0    p>b INVITE     BA 1 x/           | c0 a0 t0
            0.1  b>p 404:INVITE BA 1 x/b          | c0 a0 t0
            0.2  p>b INVITE     CA 1 x/   uri=t:c | c0 a0 t1 serial
            0.3  b>p 486:INVITE CA 1 x/c          | c0 a0 t1)",
         "c0 failed 404 failed"},
        {"parent captured after its branches", R"(
            0    p>b INVITE     BA 1 x/  | c0 a0 t0 next=t2
            0    p>c INVITE     CA 1 x/  | c0 a0 t1 next=t2 parallel
            0.01 a>p INVITE     A  1 x/  | c0 a0 t2 branches=2
            0.1  b>p 404:INVITE BA 1 x/b | c0 a0 t0
            0.2  c>p 404:INVITE CA 1 x/c | c0 a0 t1
            0.2  p>a 404:INVITE A  1 x/b | c0 a0 t2)",
         "c0 failed 404 failed"},
        {"parent captured after its branch and after its own parent", R"(
            0    a>p INVITE     A   1 x/  | c0 a0 t0 branches=1
            0    q>c INVITE     CBA 1 x/  | c0 a0 t1 next=t2
            0.01 p>q INVITE     BA  1 x/  | c0 a0 t2 next=t0 branches=1)",
         "c0 open"},
        {"2xx from two branches, both forwarded", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            1    b>p 200:INVITE BA 1 x/b | c0 a0 t1
            1    p>a 200:INVITE A  1 x/b | c0 a0 t0
            1.01 c>p 200:INVITE CA 1 x/c | c0 a0 t2
            1.01 p>a 200:INVITE A  1 x/c | c0 a0 t0
            1.1  a>p ACK        D  1 x/b | c0 t3 ties=t0
            1.1  a>p ACK        E  1 x/c | c0 t4 ties=t0
            1.2  a>p BYE        F  2 x/c | c0 a1 t5)",
         "c0 answered 200"},
        {"a fork answered with 6xx", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            1    b>p 604:INVITE BA 1 x/b | c0 a0 t1
            1    p>c CANCEL     CA 1 x/  | c0 a0 t3 ties=t2
            1    c>p 487:INVITE CA 1 x/c | c0 a0 t2
            1.01 p>a 604:INVITE A  1 x/b | c0 a0 t0)",
         "c0 failed 604 failed"},
    });
}

TEST(Model, edges) {
    check({
        {"spiral: the same proxy twice", R"(
            0    a>p INVITE     A    1 x/  | c0 a0 t0 branches=1
            0.01 p>q INVITE     BA   1 x/  | c0 a0 t1 next=t0 branches=1
            0.02 q>p INVITE     CBA  1 x/  | c0 a0 t2 next=t1 branches=1
            0.03 p>b INVITE     DCBA 1 x/  | c0 a0 t3 next=t2
            0.1  b>p 404:INVITE DCBA 1 x/b | c0 a0 t3
            0.11 p>q 404:INVITE CBA  1 x/b | c0 a0 t2
            0.12 q>p 404:INVITE BA   1 x/b | c0 a0 t1
            0.13 p>a 404:INVITE A    1 x/b | c0 a0 t0)",
         "c0 failed 404 failed"},
        {"loop: the same way twice", R"(
            0    a>p INVITE     A     1 x/  | c0 a0 t0 branches=1
            0.01 p>q INVITE     BA    1 x/  | c0 a0 t1 next=t0 branches=1
            0.02 q>p INVITE     CBA   1 x/  | c0 a0 t2 next=t1 branches=1
            0.03 p>q INVITE     DCBA  1 x/  | c0 a0 t3 next=t2
            0.1  q>p 482:INVITE DCBA  1 x/b | c0 a0 t3
            0.11 p>q 482:INVITE CBA   1 x/b | c0 a0 t2
            0.12 q>p 482:INVITE BA    1 x/b | c0 a0 t1
            0.13 p>a 482:INVITE A     1 x/b | c0 a0 t0)",
         "c0 failed 482 failed"},
        {"a request that names its own branch again is not its own parent", R"(
            0    a>p INVITE     AA    1 x/  | c0 a0 t0)",
         "c0 open"},
        {"hops that were not captured", R"(
            0    a>p INVITE     A     1 x/  | c0 a0 t0 branches=1
            0.1  r>b INVITE     DCBA  1 x/  | c0 a0 t1 gap=t0
            0.2  b>r 404:INVITE DCBA  1 x/b | c0 a0 t1
            0.3  p>a 404:INVITE A     1 x/b | c0 a0 t0)",
         "c0 failed 404 failed"},
        {"the nearest of two", R"(
            0    a>p INVITE     A    1 x/  | c0 a0 t0 branches=1
            0.1  p>q INVITE     BA   1 x/  | c0 a0 t1 next=t0 branches=1
            0.2  r>b INVITE     DCBA 1 x/  | c0 a0 t2 gap=t1)",
         "c0 open"},
        {"Via hidden", R"(
            0    a>p INVITE     A    1 x/  | c0 a0 t0 branches=1
            0.1  p>b INVITE     B    1 x/  | c0 a0 t1 inferred=t0
            0.2  b>p 404:INVITE B    1 x/b | c0 a0 t1
            0.3  p>a 403:INVITE A    1 x/b | c0 a0 t0)",
         "c0 failed 403 failed"},
        {"fork whose Via was replaced on the way", R"(
            0    a>p INVITE     A    1 x/  | c0 a0 t0 branches=2
            0.1  p>b INVITE     B    1 x/  | c0 a0 t1 inferred=t0
            0.1  p>c INVITE     C    1 x/  | c0 a0 t2 inferred=t0 parallel
            0.2  b>p 404:INVITE B    1 x/b | c0 a0 t1
            0.2  c>p 200:INVITE C    1 x/c | c0 a0 t2
            0.3  p>a 200:INVITE A    1 x/c | c0 a0 t0)",
         "c0 answered 200"},
        {"Via hidden, but the sender got no such request", R"(
            0    a>p INVITE     A    1 x/  | c0 a0 t0
            0.1  q>b INVITE     CB   1 x/  | c0 a0 t1)",
         "c0 open"},
        {"requests that name each other are no ring", R"(
            0    a>p INVITE     BA   1 x/  | c0 a0 t0 branches=1
            0.1  p>q INVITE     AB   1 x/  | c0 a0 t1 next=t0)",
         "c0 open"},
        {"Via without the magic cookie", R"(
            0    a>p INVITE     A  1 x/  old      | c0 a0 t0 branches=1
            0.1  p>b INVITE     BA 1 x/  old      | c0 a0 t1 next=t0
            0.2  b>p 404:INVITE BA 1 x/b old      | c0 a0 t1
            0.3  p>a 404:INVITE A  1 x/b old      | c0 a0 t0
            0.3  a>p ACK        A  1 x/b old      | c0 a0 t0 ack)",
         "c0 failed 404 failed"},
        {"three branches without the cookie that only their target tells apart", R"(
            0    p>b INVITE     BA 1 x/  old uri=sip:b | c0 a0 t0
            0    p>c INVITE     BA 1 x/  old uri=sip:c | c0 a0 t1 parallel
            0    p>d INVITE     BA 1 x/  old uri=sip:d | c0 a0 t2 parallel
            0.05 p>b INVITE     BA 1 x/  old uri=sip:b | c0 a0 t0 copy=1
            0.1  d>p 404:INVITE BA 1 x/d old           | c0 a0 t2
            0.1  p>d ACK        BA 1 x/d old           | c0 a0 t2 ack
            0.2  c>p 486:INVITE BA 1 x/c old           | c0 a0 t1
            0.5  p>b INVITE     BA 1 x/  old uri=sip:b | c0 a0 t0 again=1
            0.7  c>p 486:INVITE BA 1 x/c old           | c0 a0 t1 again=7
            0.7  p>c ACK        BA 1 x/c old           | c0 a0 t1 ack
            0.8  b>p 480:INVITE BA 1 x/b old           | c0 a0 t0)",
         "c0 failed 404 failed"},
        {"the same request and answer days later", R"(
            0      a>p INVITE     A 1 x/  | c0 a0 t0
            0.1    p>a 486:INVITE A 1 x/b | c0 a0 t0
            200000 a>p INVITE     A 1 x/  | c1 a1 t1
            200000 p>a 486:INVITE A 1 x/b | c1 a1 t1)",
         "c0 failed 486 failed, c1 failed 486 failed"},
        {"one branch on two hops: other sent-by, other Via below", R"(
            0    a>p INVITE     A  1 x/  sent-by=a        | c0 a0 t0 branches=1
            0.2  p>b INVITE     AA 1 x/  sent-by=p:5060   | c0 a0 t1 next=t0
            0.5  a>p INVITE     A  1 x/  sent-by=a        | c0 a0 t0 again=1
            0.7  p>b INVITE     AA 1 x/  sent-by=P        | c0 a0 t1 again=2
            1    b>p 404:INVITE AA 1 x/b sent-by=p        | c0 a0 t1
            1.1  p>a 404:INVITE A  1 x/b sent-by=a        | c0 a0 t0
            1.1  p>b ACK        A  1 x/b sent-by=p        | c0 a0 t1 ack
            1.2  a>p ACK        A  1 x/b sent-by=a        | c0 a0 t0 ack
            1.6  p>a 404:INVITE A  1 x/b sent-by=a        | c0 a0 t0 again=6)",
         "c0 failed 404 failed"},
        {"one branch on two hops, the later one captured first", R"(
            0.01 p>b INVITE     AA 1 x/  sent-by=p | c0 a0 t0 next=t1
            0    a>p INVITE     A  1 x/  sent-by=a | c0 a0 t1 branches=1)",
         "c0 open"},
        {"near: a NAT rewrites sent-by, the Via below is the same", R"(
            0    p>b INVITE     BA 1 x/  sent-by=p      | c0 a0 t0
            0.1  p>b INVITE     BA 1 x/  sent-by=q:1024 | c0 a0 t0 again=1)",
         "c0 open"},
        {"near: a NAT rewrites sent-by, no Via below", R"(
            0    a>p INVITE     A  1 x/  sent-by=a      | c0 a0 t0
            0.1  a>p INVITE     A  1 x/  sent-by=q:1024 | c0 a0 t0 again=1)",
         "c0 open"},
        {"the same branch without the cookie, of another sender", R"(
            0    a>p OPTIONS     A 1 x/  old sent-by=a | c0 a0 t0
            0.1  c>p OPTIONS     A 1 y/  old sent-by=c | c1 a1 t1
            0.2  p>c 404:OPTIONS A 1 y/b old sent-by=c | c1 a1 t1
            0.2  p>a 200:OPTIONS A 1 x/b old sent-by=a | c0 a0 t0)",
         "c0 probed 200, c1 probed 404"},
        {"Call-IDs equal in their first 200 characters",
         std::string("0 a>p INVITE A 1 x/ id=") + std::string(200, 'i') + "1 | c0 a0 t0\n" +
             "0.1 a>p INVITE A 1 x/ id=" + std::string(200, 'i') + "2 | c1 a1 t1\n" +
             "0.2 p>a 404:INVITE A 1 x/b id=" + std::string(200, 'i') + "2 | c1 a1 t1\n" +
             "0.2 p>a 200:INVITE A 1 x/b id=" + std::string(200, 'i') + "1 | c0 a0 t0\n",
         "c0 answered 200, c1 failed 404 failed"},
    });
}

TEST(Model, copies_and_retransmissions) {
    check({
        {"retransmissions of request, response and ACK", R"(
            0    a>p INVITE     A 1 x/  | c0 a0 t0
            0.5  a>p INVITE     A 1 x/  | c0 a0 t0 again=1
            1.5  a>p INVITE     A 1 x/  | c0 a0 t0 again=1
            2    p>a 404:INVITE A 1 x/b | c0 a0 t0
            2.5  p>a 404:INVITE A 1 x/b | c0 a0 t0 again=4
            2.6  a>p ACK        A 1 x/b | c0 a0 t0 ack
            3.6  p>a 404:INVITE A 1 x/b | c0 a0 t0 again=4
            3.7  a>p ACK        A 1 x/b | c0 a0 t0 again=6 ack)",
         "c0 failed 404 failed"},
        {"every message three times within a millisecond", R"(
            0      a>p INVITE     A 1 x/       | c0 a0 t0
            0.0001 a>p INVITE     A 1 x/  if=1 | c0 a0 t0 copy=1
            0.0002 a>p INVITE     A 1 x/       | c0 a0 t0 copy=1
            0.5    a>p INVITE     A 1 x/       | c0 a0 t0 again=1
            0.5001 a>p INVITE     A 1 x/  if=1 | c0 a0 t0 copy=4 again=1
            0.5002 a>p INVITE     A 1 x/       | c0 a0 t0 copy=4 again=1
            1      p>a 404:INVITE A 1 x/b      | c0 a0 t0
            1.0001 p>a 404:INVITE A 1 x/b if=1 | c0 a0 t0 copy=7
            1.0002 p>a 404:INVITE A 1 x/b      | c0 a0 t0 copy=7)",
         "c0 failed 404 failed"},
        {"tunnel and core, the core late", R"(
            0    a>p INVITE     A 1 x/  if=1 | c0 a0 t0
            0.3  a>p INVITE     A 1 x/       | c0 a0 t0 copy=1
            0.5  a>p INVITE     A 1 x/  if=1 | c0 a0 t0 again=1
            0.8  a>p INVITE     A 1 x/       | c0 a0 t0 copy=3 again=1)",
         "c0 open"},
        {"copies not folded",
         R"(
            0    a>p INVITE     A 1 x/       | c0 a0 t0
            0.01 a>p INVITE     A 1 x/  if=1 | c0 a0 t0 again=1)",
         "c0 open",
         {.fold_copies = false}},
        {"provisionals with other To tags are no repetitions", R"(
            0    a>p INVITE     A 1 x/  | c0 a0 t0
            0.5  p>a 180:INVITE A 1 x/b | c0 a0 t0
            0.6  p>a 180:INVITE A 1 x/c | c0 a0 t0
            1.1  p>a 180:INVITE A 1 x/b | c0 a0 t0 again=2)",
         "c0 open"},
    });
}

TEST(Model, ack_and_cancel) {
    check({
        {"ACK of a non-2xx with a wrong branch", R"(
            0    a>p INVITE     A 1 x/  | c0 a0 t0
            0.1  p>a 404:INVITE A 1 x/b | c0 a0 t0
            0.2  a>p ACK        Z 1 x/b | c0 a0 t0 ack)",
         "c0 failed 404 failed"},
        {"ACK of a 2xx, with a branch of its own", R"(
            0    a>b INVITE     A 1 x/  | c0 a0 t0
            0.1  b>a 200:INVITE A 1 x/b | c0 a0 t0
            0.2  a>b ACK        Z 1 x/b | c0 t1 ties=t0)",
         "c0 answered 200"},
        {"ACK of a 2xx with the INVITE's branch", R"(
            0    a>b INVITE     A 1 x/  | c0 a0 t0
            0.1  b>a 200:INVITE A 1 x/b | c0 a0 t0
            0.2  a>b ACK        A 1 x/b | c0 t1 ties=t0)",
         "c0 answered 200"},
        {"each hop has an ACK of its own", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=1
            0.1  p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.2  b>p 404:INVITE BA 1 x/b | c0 a0 t1
            0.2  p>b ACK        BA 1 x/b | c0 a0 t1 ack
            0.2  p>a 404:INVITE A  1 x/b | c0 a0 t0
            0.3  a>p ACK        Z  1 x/b | c0 a0 t0 ack)",
         "c0 failed 404 failed"},
        {"CANCEL before 18x", R"(
            0    a>b INVITE     A 1 x/  | c0 a0 t0
            0.1  b>a 100:INVITE A 1 x/  | c0 a0 t0
            0.2  a>b CANCEL     A 1 x/  | c0 a0 t1 ties=t0
            0.3  b>a 200:CANCEL A 1 x/b | c0 a0 t1
            0.3  b>a 487:INVITE A 1 x/b | c0 a0 t0
            0.4  a>b ACK        A 1 x/b | c0 a0 t0 ack)",
         "c0 cancelled 487"},
        {"CANCEL after 18x, and the 487 not captured", R"(
            0    a>b INVITE     A 1 x/  | c0 a0 t0
            0.1  b>a 180:INVITE A 1 x/b | c0 a0 t0
            9    a>b CANCEL     A 1 x/  | c0 a0 t1 ties=t0
            9    b>a 200:CANCEL A 1 x/b | c0 a0 t1)",
         "c0 cancelled"},
        {"CANCEL that crosses the 2xx", R"(
            0    a>b INVITE     A 1 x/  | c0 a0 t0
            0.1  b>a 180:INVITE A 1 x/b | c0 a0 t0
            9    a>b CANCEL     A 1 x/  | c0 a0 t1 ties=t0
            9    b>a 200:INVITE A 1 x/b | c0 a0 t0
            9    b>a 481:CANCEL A 1 x/b | c0 a0 t1)",
         "c0 answered 200"},
        {"CANCEL of one branch only", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=2
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            0.1  b>p 180:INVITE BA 1 x/b | c0 a0 t1
            9    p>b CANCEL     BA 1 x/  | c0 a0 t3 ties=t1
            9    b>p 487:INVITE BA 1 x/b | c0 a0 t1
            9    c>p 486:INVITE CA 1 x/c | c0 a0 t2
            9    p>a 486:INVITE A  1 x/c | c0 a0 t0)",
         "c0 failed 486 failed"},
        {"CANCEL of the first of two branches whose parent was not captured", R"(
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t1 parallel
            0.1  b>p 180:INVITE BA 1 x/b | c0 a0 t0
            2    c>p 603:INVITE CA 1 x/c | c0 a0 t1
            2    p>b CANCEL     BA 1 x/  | c0 a0 t2 ties=t0
            2.1  b>p 487:INVITE BA 1 x/b | c0 a0 t0)",
         "c0 failed 603 failed"},
        {"CANCEL of the first branch before the next one begins", R"(
            0    p>b INVITE     BA 1 x/  | c0 a0 t0
            0.1  b>p 180:INVITE BA 1 x/b | c0 a0 t0
            9    p>b CANCEL     BA 1 x/  | c0 a0 t1 ties=t0
            9.1  b>p 487:INVITE BA 1 x/b | c0 a0 t0
            9.2  p>c INVITE     CA 1 x/  | c0 a0 t2 serial
            9.3  c>p 404:INVITE CA 1 x/c | c0 a0 t2)",
         "c0 failed 404 failed"},
        {"CANCEL of both branches, whose 487s were not captured", R"(
            0    p>b INVITE     BA 1 x/  | c0 a0 t0
            0    p>c INVITE     CA 1 x/  | c0 a0 t1 parallel
            9    p>b CANCEL     BA 1 x/  | c0 a0 t2 ties=t0
            9    p>c CANCEL     CA 1 x/  | c0 a0 t3 ties=t1)",
         "c0 cancelled"},
        {"near: the caller cancels, and the parent comes last", R"(
            0    p>b INVITE     BA 1 x/  | c0 a0 t0 next=t2
            0    p>c INVITE     CA 1 x/  | c0 a0 t1 next=t2 parallel
            0.01 a>p INVITE     A  1 x/  | c0 a0 t2 branches=2
            0.1  c>p 486:INVITE CA 1 x/c | c0 a0 t1
            9    a>p CANCEL     A  1 x/  | c0 a0 t3 ties=t2)",
         "c0 cancelled 486"},
        {"CANCEL of an INVITE before the capture", R"(
            9    a>b CANCEL     A 1 x/  | c0 t0
            9    b>a 200:CANCEL A 1 x/b | c0 t0
            9    b>a 487:INVITE A 1 x/b | c0 t1)",
         "c0 open"},
    });
}

TEST(Model, dialogs) {
    check({
        {"requests in both directions", R"(
            0   a>b INVITE     A 1 x/  | c0 a0 t0
            0.1 b>a 183:INVITE A 1 x/b | c0 a0 t0
            0.2 a>b PRACK      B 2 x/b | c0 a1 t1
            0.3 b>a 200:PRACK  B 2 x/b | c0 a1 t1
            0.4 b>a UPDATE     C 1 b/x | c0 a2 t2
            0.5 a>b 200:UPDATE C 1 b/x | c0 a2 t2
            1   b>a 200:INVITE A 1 x/b | c0 a0 t0
            1.1 a>b ACK        D 1 x/b | c0 t3 ties=t0
            2   b>a INVITE     E 2 b/x | c0 a3 t4
            2.1 a>b 488:INVITE E 2 b/x | c0 a3 t4
            2.2 b>a ACK        E 2 b/x | c0 a3 t4 ack
            3   a>b INVITE     F 3 x/b | c0 a4 t5
            3.1 b>a 200:INVITE F 3 x/b | c0 a4 t5
            3.2 a>b ACK        G 3 x/b | c0 t6 ties=t5
            9   b>a BYE        H 3 b/x | c0 a5 t7
            9.1 a>b 481:BYE    H 3 b/x | c0 a5 t7)",
         "c0 answered 200"},
        {"after a fork, both PRACKs with CSeq 2", R"(
            0   a>b INVITE     A 1 x/  | c0 a0 t0
            0.1 b>a 183:INVITE A 1 x/b | c0 a0 t0
            0.2 b>a 183:INVITE A 1 x/c | c0 a0 t0
            0.3 a>b PRACK      B 2 x/b | c0 a1 t1
            0.3 a>b PRACK      C 2 x/c | c0 a2 t2
            0.4 b>a 200:PRACK  C 2 x/c | c0 a2 t2
            0.5 b>a 481:PRACK  B 2 x/b | c0 a1 t1)",
         "c0 open"},
        {"SUBSCRIBE and NOTIFY, the NOTIFY first", R"(
            0   a>b SUBSCRIBE     A 1 x/  | c0 a0 t0
            0.1 b>a NOTIFY        B 1 n/x | c0 a1 t1
            0.2 b>a 200:SUBSCRIBE A 1 x/n | c0 a0 t0
            0.3 a>b 200:NOTIFY    B 1 n/x | c0 a1 t1
            600 a>b SUBSCRIBE     C 2 x/n | c0 a2 t2
            600 b>a 481:SUBSCRIBE C 2 x/n | c0 a2 t2)",
         "c0 answered 200"},
        {"capture starts in mid-call: BYE", R"(
            0   b>a BYE        A 7 y/x | c0 a0 t0
            0.1 a>b 200:BYE    A 7 y/x | c0 a0 t0)",
         "c0 answered"},
        {"capture starts in mid-call: UPDATE both ways, then a re-INVITE", R"(
            0   b>a UPDATE     A 7 y/x | c0 a0 t0
            0.1 a>b 200:UPDATE A 7 y/x | c0 a0 t0
            1   a>b UPDATE     B 4 x/y | c0 a1 t1
            9   a>b INVITE     C 5 x/y | c0 a2 t2)",
         "c0 answered"},
        {"capture starts in mid-call: UPDATE proves no confirmed dialog", R"(
            0   b>a UPDATE     A 7 y/x | c0 a0 t0)",
         "c0 open"},
        {"capture starts with the answer", R"(
            0   b>a 200:INVITE A 1 x/b | c0 t0
            0.1 a>b ACK        B 1 x/b | c0 t1
            9   b>a BYE        C 1 b/x | c0 a0 t2)",
         "c0 answered"},
        {"response before its request", R"(
            0    p>a 404:INVITE A 1 x/b | c0 a0 t0
            0.01 a>p INVITE     A 1 x/  | c0 a0 t0)",
         "c0 failed 404 failed"},
        {"final of a dialog request before it", R"(
            0    b>a BYE        A 7 y/x | c0 a0 t0
            1    b>a 200:INFO   B 8 x/y | c0 a1 t1
            1.01 a>b INFO       B 8 x/y | c0 a1 t1)",
         "c0 answered"},
    });
}

TEST(Model, which_call) {
    check({
        {"REGISTER with a challenge, and another From tag in the answer", R"(
            0   a>p REGISTER     A 1 x/  to=alice        | c0 a0 t0
            0.1 p>a 401:REGISTER A 1 x/b to=alice chal=n | c0 a0 t0
            0.2 a>p REGISTER     B 2 y/  to=alice auth=n | c0 a1 t1 retry=2
            0.3 p>a 200:REGISTER B 2 y/c to=alice        | c0 a1 t1)",
         "c0 answered 200"},
        {"one Call-ID for every refresh", R"(
            0    a>p REGISTER     A 1 x/  to=alice | c0 a0 t0
            0.1  p>a 200:REGISTER A 1 x/b to=alice | c0 a0 t0
            600  a>p REGISTER     B 2 x/  to=alice | c1 a1 t1
            600  p>a 200:REGISTER B 2 x/c to=alice | c1 a1 t1
            1200 a>p REGISTER     C 3 x/  to=alice | c2 a2 t2
            1232.1 a>p OPTIONS    D 3 x/  to=alice | c3 a3 t3)",
         "c0 answered 200, c1 answered 200, c2 unanswered failed, c3 open"},
        {"one Call-ID for every OPTIONS", R"(
            0    a>p OPTIONS     A 1 x/  | c0 a0 t0
            0.1  p>a 200:OPTIONS A 1 x/b | c0 a0 t0
            5    a>p OPTIONS     B 2 x/  | c1 a1 t1
            5.1  p>a 404:OPTIONS B 2 x/c | c1 a1 t1
            65   a>p OPTIONS     C 3 x/  | c2 a2 t2
            97.1 a>p OPTIONS     D 4 y/  | c3 a3 t3)",
         "c0 probed 200, c1 probed 404, c2 unanswered, c3 open"},
        {"one Call-ID for every OPTIONS, each challenged and none answered", R"(
            0    a>p OPTIONS     A 1 x/         | c0 a0 t0
            0.1  p>a 401:OPTIONS A 1 x/b chal=n | c0 a0 t0
            10   a>p OPTIONS     B 2 x/         | c1 a1 t1
            10.1 p>a 401:OPTIONS B 2 x/c chal=m | c1 a1 t1
            20   a>p OPTIONS     C 3 x/  auth=z | c2 a2 t2)",
         "c0 challenged 401, c1 challenged 401, c2 open"},
        {"an OPTIONS that answers its challenge", R"(
            0    a>p OPTIONS     A 1 x/         | c0 a0 t0
            0.1  p>a 401:OPTIONS A 1 x/b chal=n | c0 a0 t0
            0.2  a>p OPTIONS     B 2 x/  auth=n | c0 a1 t1 retry=2
            0.3  p>a 200:OPTIONS B 2 x/c        | c0 a1 t1)",
         "c0 probed 200"},
        {"each MESSAGE its own", R"(
            0    a>p MESSAGE     A 1 x/       | c0 a0 t0
            0.1  p>a 404:MESSAGE A 1 x/b      | c0 a0 t0
            60   a>p MESSAGE     B 2 x/       | c1 a1 t1
            60.1 p>a 202:MESSAGE B 2 x/b      | c1 a1 t1
            61   a>p MESSAGE     C 1 x/  id=2 | c2 a2 t2)",
         "c0 failed 404 failed, c1 answered 202, c2 open"},
        {"a redirection that is followed", R"(
            0    a>p INVITE     A 1 x/          | c0 a0 t0
            0.1  p>a 302:INVITE A 1 x/b         | c0 a0 t0
            0.2  a>q INVITE     B 2 x/  uri=t:c | c0 a1 t1 retry=2
            0.3  q>a 486:INVITE B 2 x/c         | c0 a1 t1)",
         "c0 failed 486 failed"},
        {"a nonce answered under another Call-ID", R"(
            0    a>p INVITE     A 1 x/  id=1        | c0 a0 t0
            0.1  p>a 407:INVITE A 1 x/b id=1 chal=n | c0 a0 t0
            0.2  a>p INVITE     B 1 y/  id=2 auth=n | c0 a1 t1 retry=2
            0.3  p>a 200:INVITE B 1 y/c id=2        | c0 a1 t1
            9    b>a BYE        C 1 c/y id=2        | c0 a2 t2
            60   a>p INVITE     D 1 z/  id=3 auth=n | c1 a3 t3)",
         "c0 answered 200, c1 open"},
        {"a nonce asked for inside a dialog", R"(
            0    a>p INVITE     A 1 x/  id=1        | c0 a0 t0
            0.1  p>a 200:INVITE A 1 x/b id=1        | c0 a0 t0
            9    a>p BYE        B 2 x/b id=1        | c0 a1 t1
            9.1  p>a 407:BYE    B 2 x/b id=1 chal=n | c0 a1 t1
            9.2  a>p BYE        C 3 x/b id=1 auth=n | c0 a2 t2
            9.3  p>a 200:BYE    C 3 x/b id=1        | c0 a2 t2
            300  a>p INVITE     D 1 y/  id=2 auth=n | c1 a3 t3
            301  p>a 486:INVITE D 1 y/c id=2        | c1 a3 t3)",
         "c0 answered 200, c1 failed 486 failed"},
        {"a B2BUA that keeps the Call-ID: each side tries again in its own call", R"(
            0    a>p INVITE     A 1 x/  | c0 a0 t0
            0.1  p>b INVITE     B 1 y/  | c1 a1 t1
            0.2  b>p 422:INVITE B 1 y/b | c1 a1 t1
            0.3  p>a 422:INVITE A 1 x/c | c0 a0 t0
            1    a>p INVITE     C 2 x/  | c0 a2 t2 retry=4
            1.1  p>b INVITE     D 2 y/  | c1 a3 t3 retry=3
            1.2  b>p 200:INVITE D 2 y/d | c1 a3 t3
            1.3  p>a 200:INVITE C 2 x/e | c0 a2 t2)",
         "c0 answered 200, c1 answered 200"},
        {"another method between, with the same Call-ID and From tag", R"(
            0    a>p REGISTER     A 1 x/  to=alice | c0 a0 t0
            0.1  p>a 423:REGISTER A 1 x/b to=alice | c0 a0 t0
            0.2  a>p OPTIONS      B 2 x/  to=alice | c1 a1 t1
            0.3  a>p REGISTER     C 3 x/  to=alice | c0 a2 t2 retry=2)",
         "c0 open, c1 open"},
        {"the other side of a B2BUA with the same Call-ID and CSeq", R"(
            0    a>p INVITE     A 1 x/  | c0 a0 t0
            0.1  p>b INVITE     B 1 y/  | c1 a1 t1
            0.2  b>p 404:INVITE B 1 y/b | c1 a1 t1
            0.3  p>a 404:INVITE A 1 x/c | c0 a0 t0)",
         "c0 failed 404 failed, c1 failed 404 failed"},
        {"a Call-ID reused days later", R"(
            0      a>p INVITE     A 1 x/  | c0 a0 t0
            0.1    p>a 404:INVITE A 1 x/b | c0 a0 t0
            500000 a>p INVITE     B 1 x/  | c1 a1 t1
            500000 p>a 200:INVITE B 1 x/c | c1 a1 t1)",
         "c0 failed 404 failed, c1 answered 200"},
        {"a Call-ID reused days later, with other tags and CSeq", R"(
            0      a>p INVITE     A 5 x/  | c0 a0 t0
            0.1    p>a 200:INVITE A 5 x/b | c0 a0 t0
            9      a>p BYE        B 6 x/b | c0 a1 t1
            500000 a>p INVITE     C 1 y/  | c1 a2 t2
            500000 p>a 404:INVITE C 1 y/c | c1 a2 t2
            500001 p>a BYE        D 1 c/y | c1 a3 t3)",
         "c0 answered 200, c1 failed 404 failed"},
        {"the CSeq used again after a final", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=1
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.1  b>p 503:INVITE BA 1 x/b | c0 a0 t1
            0.1  p>a 503:INVITE A  1 x/b | c0 a0 t0
            1    a>p INVITE     C  1 x/  | c0 a1 t2 branches=1 retry=4
            1.01 p>b INVITE     DC 1 x/  | c0 a1 t3 next=t2
            1.1  b>p 200:INVITE DC 1 x/c | c0 a1 t3
            1.1  p>a 200:INVITE C  1 x/c | c0 a1 t2)",
         "c0 answered 200"},
    });
}

TEST(Model, redial) {
    check({
        {"within the retry window", R"(
            0    a>p INVITE     A  1 x/  id=1 | c0 a0 t0
            0.1  p>a 604:INVITE A  1 x/b id=1 | c0 a0 t0
            30.1 a>p INVITE     B  1 y/  id=2 | c1 a1 t1 branches=1 retry=2
            30.1 p>b INVITE     CB 1 y/  id=2 | c1 a1 t2 next=t1)",
         "c0 failed 604 failed, c1 open"},
        {"after it", R"(
            0    a>p INVITE     A 1 x/  id=1 | c0 a0 t0
            0.1  p>a 604:INVITE A 1 x/b id=1 | c0 a0 t0
            30.2 a>p INVITE     B 1 y/  id=2 | c1 a1 t1)",
         "c0 failed 604 failed, c1 open"},
        {"within a Retry-After that is longer", R"(
            0    a>p INVITE     A 1 x/  id=1       | c0 a0 t0
            0.1  p>a 503:INVITE A 1 x/b id=1 ra=60 | c0 a0 t0
            50   a>p INVITE     B 1 y/  id=2       | c1 a1 t1 retry=2)",
         "c0 failed 503 failed, c1 open"},
        {"within the user's window",
         R"(
            0    a>p INVITE     A 1 x/  id=1 | c0 a0 t0
            0.1  p>a 604:INVITE A 1 x/b id=1 | c0 a0 t0
            5    a>p INVITE     B 1 y/  id=2 | c1 a1 t1)",
         "c0 failed 604 failed, c1 open",
         {.retry_window_ns = 4 * test::kSecond}},
        {"again and again", R"(
            0    a>p INVITE     A 1 x/  id=1 | c0 a0 t0
            0.1  p>a 486:INVITE A 1 x/b id=1 | c0 a0 t0
            5    a>p INVITE     B 1 y/  id=2 | c1 a1 t1 retry=2
            5.1  p>a 486:INVITE B 1 y/b id=2 | c1 a1 t1
            9    a>p INVITE     C 1 z/  id=3 | c2 a2 t2 retry=4)",
         "c0 failed 486 failed, c1 failed 486 failed, c2 open"},
        {"after a call that was challenged first", R"(
            0    a>p INVITE     A 1 x/  id=1        | c0 a0 t0
            0.1  p>a 407:INVITE A 1 x/b id=1 chal=n | c0 a0 t0
            0.2  a>p INVITE     B 2 x/  id=1 auth=n | c0 a1 t1 retry=2
            0.3  p>a 404:INVITE B 2 x/c id=1        | c0 a1 t1
            5    a>p INVITE     C 1 y/  id=2        | c1 a2 t2 retry=4
            5.1  p>a 407:INVITE C 1 y/d id=2 chal=m | c1 a2 t2
            5.2  a>p INVITE     D 2 y/  id=2 auth=m | c1 a3 t3 retry=6)",
         "c0 failed 404 failed, c1 open"},
        {"no redial: other method, caller, target, next hop, answered, or still ringing", R"(
            0    a>p INVITE     A 1 x/  id=1             | c0 a0 t0
            0.1  p>a 604:INVITE A 1 x/b id=1             | c0 a0 t0
            1    a>p MESSAGE    B 1 1/  id=2             | c1 a1 t1
            2    c>p INVITE     C 1 2/  id=3 from=carol  | c2 a2 t2
            3    a>p INVITE     D 1 3/  id=4 uri=sip:dan | c3 a3 t3
            4    a>q INVITE     E 1 4/  id=5             | c4 a4 t4
            4.1  q>a 200:INVITE E 1 4/b id=5             | c4 a4 t4
            5    a>q INVITE     F 1 5/  id=6             | c5 a5 t5
            5.1  q>a 180:INVITE F 1 5/b id=6             | c5 a5 t5
            6    a>q INVITE     G 1 6/  id=7             | c6 a6 t6)",
         "c0 failed 604 failed, c1 open, c2 open, c3 open, c4 answered 200, c5 open, c6 open"},
        {"after a success it is a new wish", R"(
            0    a>p INVITE     A 1 x/  id=1 | c0 a0 t0
            0.1  p>a 486:INVITE A 1 x/b id=1 | c0 a0 t0
            5    a>p INVITE     B 1 y/  id=2 | c1 a1 t1 retry=2
            5.1  p>a 200:INVITE B 1 y/b id=2 | c1 a1 t1
            9    a>p INVITE     C 1 z/  id=3 | c2 a2 t2)",
         "c0 failed 486 failed, c1 answered 200, c2 open"},
        {"a B2BUA's next gateway is no retry", R"(
            0    b>g INVITE     A 1 x/  id=1 | c0 a0 t0
            0.1  g>b 503:INVITE A 1 x/b id=1 | c0 a0 t0
            0.2  b>h INVITE     B 1 y/  id=2 | c1 a1 t1)",
         "c0 failed 503 failed, c1 open"},
        {"OPTIONS repeat by design", R"(
            0    a>p OPTIONS     A 1 x/  id=1 | c0 a0 t0
            0.1  p>a 404:OPTIONS A 1 x/b id=1 | c0 a0 t0
            5    a>p OPTIONS     B 1 y/  id=2 | c1 a1 t1)",
         "c0 probed 404, c1 open"},
    });
}

TEST(Model, outcomes) {
    check({
        {"cut by the end of the file while ringing", R"(
            0    a>p INVITE     A 1 x/      | c0 a0 t0
            0.1  p>a 180:INVITE A 1 x/b     | c0 a0 t0
            180  c>p MESSAGE    B 1 y/ id=2 | c1 a1 t1)",
         "c0 open, c1 open"},
        {"rings for longer than timer C", R"(
            0     a>p INVITE     A 1 x/      | c0 a0 t0
            0.1   p>a 180:INVITE A 1 x/b     | c0 a0 t0
            180.2 c>p MESSAGE    B 1 y/ id=2 | c1 a1 t1)",
         "c0 unanswered failed, c1 open"},
        {"a retransmitted provisional starts it anew", R"(
            0     a>p INVITE     A 1 x/      | c0 a0 t0
            0.1   p>a 180:INVITE A 1 x/b     | c0 a0 t0
            60    p>a 180:INVITE A 1 x/b     | c0 a0 t0 again=2
            180.2 c>p MESSAGE    B 1 y/ id=2 | c1 a1 t1)",
         "c0 open, c1 open"},
        {"silence, not long enough", R"(
            0    a>p INVITE  A 1 x/      | c0 a0 t0
            0.5  a>p INVITE  A 1 x/      | c0 a0 t0 again=1
            32   c>p MESSAGE B 1 y/ id=2 | c1 a1 t1)",
         "c0 open, c1 open"},
        {"silence", R"(
            0    a>p INVITE  A 1 x/      | c0 a0 t0
            0.5  a>p INVITE  A 1 x/      | c0 a0 t0 again=1
            32.1 c>p MESSAGE B 1 y/ id=2 | c1 a1 t1)",
         "c0 unanswered failed, c1 open"},
        {"silence on Gm, where T1 is 2 s", R"(
            0    a>p INVITE  A 1 x/ ims esp | c0 a0 t0
            2    a>p INVITE  A 1 x/ ims esp | c0 a0 t0 again=1
            100  c>p MESSAGE B 1 y/ id=2    | c1 a1 t1)",
         "c0 open, c1 open"},
        {"finals at each hop: the one nearest the originator counts", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=1
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.1  b>p 503:INVITE BA 1 x/b | c0 a0 t1
            0.2  p>a 500:INVITE A  1 x/p | c0 a0 t0)",
         "c0 failed 500 failed"},
        {"else the best of the branches: 2xx", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=3
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            0.01 p>d INVITE     DA 1 x/  | c0 a0 t3 next=t0 parallel
            0.1  b>p 603:INVITE BA 1 x/b | c0 a0 t1
            0.1  c>p 200:INVITE CA 1 x/c | c0 a0 t2
            0.1  d>p 302:INVITE DA 1 x/d | c0 a0 t3)",
         "c0 answered 200"},
        {"then 6xx", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=3
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            0.01 p>d INVITE     DA 1 x/  | c0 a0 t3 next=t0 parallel
            0.1  b>p 302:INVITE BA 1 x/b | c0 a0 t1
            0.1  c>p 604:INVITE CA 1 x/c | c0 a0 t2
            0.1  d>p 404:INVITE DA 1 x/d | c0 a0 t3)",
         "c0 failed 604 failed"},
        {"then the lowest class", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=3
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            0.01 p>d INVITE     DA 1 x/  | c0 a0 t3 next=t0 parallel
            0.1  b>p 503:INVITE BA 1 x/b | c0 a0 t1
            0.1  c>p 404:INVITE CA 1 x/c | c0 a0 t2
            0.1  d>p 302:INVITE DA 1 x/d | c0 a0 t3)",
         "c0 redirected 302"},
        {"487 and 482 last", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0 branches=3
            0.01 p>b INVITE     BA 1 x/  | c0 a0 t1 next=t0
            0.01 p>c INVITE     CA 1 x/  | c0 a0 t2 next=t0 parallel
            0.01 p>d INVITE     DA 1 x/  | c0 a0 t3 next=t0 parallel
            0.1  b>p 487:INVITE BA 1 x/b | c0 a0 t1
            0.1  c>p 482:INVITE CA 1 x/c | c0 a0 t2
            0.1  d>p 503:INVITE DA 1 x/d | c0 a0 t3)",
         "c0 failed 503 failed"},
        {"a challenge that nobody answers", R"(
            0    a>p INVITE     A  1 x/         | c0 a0 t0
            0.1  p>a 407:INVITE A  1 x/b chal=n | c0 a0 t0)",
         "c0 challenged 407"},
        {"a negotiation", R"(
            0    a>p INVITE     A  1 x/  | c0 a0 t0
            0.1  p>a 422:INVITE A  1 x/b | c0 a0 t0)",
         "c0 negotiated 422"},
        {"the call follows its last attempt, also while that is open", R"(
            0    a>p INVITE     A  1 x/         | c0 a0 t0
            0.1  p>a 407:INVITE A  1 x/b chal=n | c0 a0 t0
            0.2  a>p INVITE     B  2 x/  auth=n | c0 a1 t1 retry=2)",
         "c0 open"},
    });
}

// Costs no more per message than as many calls; the time is that of the whole unit run.
TEST(Model, a_hundred_thousand_branches_under_one_call_id) {
    Session session;
    sip::Message message;
    std::uint32_t frame = 0;
    const auto observe = [&](const std::string &bytes) {
        ++frame;
        EXPECT_TRUE(message.scan(bytes));
        return session.observe(test::sighting(frame, frame * 1000LL), message);
    };
    const Transaction *const root = observe(test::write({})).transaction;
    for (int i = 0; i < 100'000; ++i) {
        test::Request branch;
        branch.vias.insert(branch.vias.begin(),
                           "SIP/2.0/UDP p;branch=z9hG4bKp" + std::to_string(i));
        const Placement placement = observe(test::write(branch));
        ASSERT_EQ(placement.transaction->parent, root);
        ASSERT_EQ(placement.transaction->branch_kind(),
                  i == 0 ? BranchKind::Only : BranchKind::Parallel);
    }
    EXPECT_EQ(root->branches, 100'000U);
}

TEST(Model, a_hundred_thousand_messages_in_one_transaction) {
    Session session;
    sip::Message message;
    std::uint32_t frame = 0;
    const test::Request request;
    const auto observe = [&](const std::string &bytes) {
        ++frame;
        EXPECT_TRUE(message.scan(bytes));
        return session.observe(test::sighting(frame, frame * 1000LL), message);
    };
    const Transaction *const transaction = observe(test::write(request)).transaction;
    for (int i = 0; i < 100'000; ++i) {
        test::Request response = request;
        response.to += ";tag=" + std::to_string(i);
        ASSERT_EQ(observe(test::write_response("183 x", response)).transaction, transaction);
    }
}

} // namespace
} // namespace imsfail::model
