// imsfail: memory that lives as long as the session
//
// What the session keeps is small, of trivial types, and never freed one by one; records are read
// by C code that may longjmp over a frame, so they must not need a destructor either.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace imsfail::model {

class Arena {
  public:
    Arena() = default;
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    /// A new T, alive as long as the arena.
    template <typename T, typename... Arguments> T *make(Arguments &&...arguments) {
        static_assert(std::is_trivially_destructible_v<T>);
        return new (memory_.allocate(sizeof(T), alignof(T)))
            T{std::forward<Arguments>(arguments)...};
    }

    /// A copy of a sequence; an empty span takes no memory.
    template <typename T> std::span<const T> copy(std::span<const T> items) {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
        if (items.empty()) {
            return {};
        }
        auto *const copied = static_cast<T *>(memory_.allocate(items.size_bytes(), alignof(T)));
        std::uninitialized_copy(items.begin(), items.end(), copied);
        return {copied, items.size()};
    }

    /// A copy of the bytes, unchanged. The view's data() is followed by a zero byte.
    std::string_view copy(std::string_view bytes) {
        if (bytes.empty()) {
            return "";
        }
        auto *const copied = static_cast<char *>(memory_.allocate(bytes.size() + 1, 1));
        std::memcpy(copied, bytes.data(), bytes.size());
        copied[bytes.size()] = '\0';
        return {copied, bytes.size()};
    }

    /// The same as a C string; nullptr for an empty text.
    const char *keep(std::string_view text) {
        return text.empty() ? nullptr : copy(text).data();
    }

  private:
    std::pmr::monotonic_buffer_resource memory_{std::size_t{64} * 1024};
};

} // namespace imsfail::model
