// Whether tests run with a sanitizer, whose memory and forks are not those of the program alone.
#ifndef IMREC_TESTS_SUPPORT_SANITIZERS_H_
#define IMREC_TESTS_SUPPORT_SANITIZERS_H_

namespace imrec::test {

// g++ defines macros; clang answers __has_feature. CMake defines IMREC_SANITIZED_TOOLS
// for tests that run sanitized tools.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(IMREC_SANITIZED_TOOLS)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_SANITIZERS_H_
