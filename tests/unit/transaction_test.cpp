// imsfail: tests of what one transaction tells of its place in the tree
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/transaction.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <deque>
#include <string_view>
#include <vector>

namespace imsfail::model {
namespace {

using test::kMillisecond;
using test::sighting;

// A branch before the one in question; times in milliseconds.
struct Branch {
    std::int64_t start = 0;
    std::uint16_t code = 0; // 0: no final
    std::int64_t end = 0;
    std::int64_t provisional = 0; // 0: none
    std::string_view target = "sip:b";
    std::uint64_t fork = 1;
};

class BranchKindTest : public testing::Test {
  protected:
    Transaction &add(const Branch &branch) {
        Transaction &transaction = transactions_.emplace_back();
        transaction.messages.seen.see(sighting(++frame_, branch.start * kMillisecond), &path_,
                                      arena_);
        transaction.request.target_uri = branch.target;
        transaction.fork = branch.fork;
        transaction.last_provisional_time_ns = branch.provisional * kMillisecond;
        if (branch.code != 0) {
            transaction.final = {.time_ns = branch.end * kMillisecond,
                                 .to_tag = 0,
                                 .frame = ++frame_,
                                 .code = branch.code};
        }
        transaction.previous =
            transactions_.size() > 1 ? &transactions_[transactions_.size() - 2] : nullptr;
        return transaction;
    }

    void forget() {
        transactions_.clear();
    }

  private:
    Arena arena_;
    Path path_;
    std::deque<Transaction> transactions_;
    std::uint32_t frame_ = 0;
};

TEST_F(BranchKindTest, by_the_branches_before_it) {
    // clang-format off
    const struct {
        const char *what;
        std::vector<Branch> before;
        Branch branch;
        BranchKind expected;
    } cases[] = {
        {"the only one", {}, {.start = 0}, BranchKind::Only},
        {"before the other's final", {{.start = 0, .code = 404, .end = 100}}, {.start = 50},
         BranchKind::Parallel},
        {"at once, the other silent so far", {{.start = 0}}, {.start = 1}, BranchKind::Parallel},
        {"while the other rings", {{.start = 0, .provisional = 200}}, {.start = 60'000},
         BranchKind::Parallel},
        {"after the other's final", {{.start = 0, .code = 404, .end = 100}}, {.start = 101},
         BranchKind::SerialFork},
        {"the same to another target", {{.start = 0, .code = 404, .end = 100}},
         {.start = 101, .target = "sip:c"}, BranchKind::SerialFork},
        {"after 503", {{.start = 0, .code = 503, .end = 100}}, {.start = 101},
         BranchKind::Failover},
        {"after 408", {{.start = 0, .code = 408, .end = 32'000}}, {.start = 32'001},
         BranchKind::Failover},
        {"after silence", {{.start = 0}}, {.start = 4'000}, BranchKind::Failover},
        {"after 503 to another target", {{.start = 0, .code = 503, .end = 100}},
         {.start = 101, .target = "sip:c"}, BranchKind::SerialFork},
        {"after silence to another target", {{.start = 0}}, {.start = 4'000, .target = "sip:c"},
         BranchKind::SerialFork},
        {"after 500", {{.start = 0, .code = 500, .end = 100}}, {.start = 101},
         BranchKind::SerialFork},
        {"after 503, while yet another one rings",
         {{.start = 0, .provisional = 50}, {.start = 1, .code = 503, .end = 100}}, {.start = 101},
         BranchKind::Parallel},
        {"the nearest one before it counts",
         {{.start = 0, .code = 503, .end = 100}, {.start = 101, .code = 404, .end = 200}},
         {.start = 201}, BranchKind::SerialFork},
        {"third server", {{.start = 0, .code = 503, .end = 100},
         {.start = 101, .code = 503, .end = 200}}, {.start = 201}, BranchKind::Failover},
        {"of another parent", {{.start = 0, .fork = 2}}, {.start = 1}, BranchKind::Only},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        for (const Branch &branch : test.before) {
            add(branch);
        }
        EXPECT_EQ(add(test.branch).branch_kind(), test.expected);
        forget();
    }
}

TEST(Transaction, is_below) {
    std::vector<Transaction> chain(100);
    for (std::size_t i = 1; i < chain.size(); ++i) {
        chain[i].parent = &chain[i - 1];
    }
    const Transaction other;
    EXPECT_FALSE(chain[0].is_below(chain[0]));
    EXPECT_TRUE(chain[1].is_below(chain[0]));
    EXPECT_TRUE(chain[5].is_below(chain[0]));
    EXPECT_FALSE(chain[0].is_below(chain[5]));
    EXPECT_FALSE(chain[5].is_below(other));
    EXPECT_TRUE(chain[70].is_below(chain[0]));
    EXPECT_FALSE(chain[71].is_below(chain[0])); // no request travels further
    chain[0].parent = &chain[1];                // a ring, which no capture should make
    EXPECT_FALSE(chain[3].is_below(other));
}

} // namespace
} // namespace imsfail::model
