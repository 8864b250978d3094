// imsfail: walks along linked items, of a length that no capture can extend
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <limits>

namespace imsfail::model {

/// For chains that are walked once for the whole capture, never for each packet.
inline constexpr int kNoLimit = std::numeric_limits<int>::max();

/// The items from `first` on, each linked to the next by its member `next`; at most `most` of them.
/// For range-for; the items must outlive it.
template <auto next, typename Item> class Chain {
  public:
    constexpr Chain(Item *first, int most) noexcept : first_(first), most_(most) {}

    struct End {};
    class Iterator {
      public:
        constexpr Iterator(Item *item, int left) noexcept : item_(item), left_(left) {}
        constexpr Item &operator*() const noexcept {
            return *item_;
        }
        constexpr Iterator &operator++() noexcept {
            item_ = item_->*next;
            --left_;
            return *this;
        }
        constexpr bool operator!=(End /*end*/) const noexcept {
            return item_ != nullptr && left_ > 0;
        }

      private:
        Item *item_;
        int left_;
    };
    constexpr Iterator begin() const noexcept {
        return {first_, most_};
    }
    constexpr End end() const noexcept {
        return {};
    }

  private:
    Item *first_;
    int most_;
};

} // namespace imsfail::model
