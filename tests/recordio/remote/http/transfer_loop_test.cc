// Connections that the system refuses to watch.
#include "recordio/remote/http/transfer_loop.h"

#include <dlfcn.h>
#include <sys/epoll.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "recordio/remote/http/client.h"
#include "recordio/remote/http/web_object.h"
#include "tests/support/files.h"
#include "tests/support/remote_store.h"

namespace imrec::remote {
namespace {

std::atomic<bool> refuses_descriptors = false;

TEST(TransferLoop, NamesWhyAConnectionIsNotWatched) {
  if (!test::CanRunRemoteStore()) GTEST_SKIP() << "python3 is not here to run the store";
  const test::TempDir dir;
  std::filesystem::create_directory(dir / "b");
  test::WriteFile(dir / "b/file", "text");
  const test::RemoteStore store(dir.path());
  // An answer that comes at once would be found without watching.
  store.Control(R"({"faults": [{"kind": "hold"}]})");
  Client client({.max_attempts = 1, .first_byte_limit = std::chrono::milliseconds(200)});
  refuses_descriptors = true;
  const auto fetch = client.Start(
      {.object = std::make_shared<WebObject>(store.url() + "/b/file"), .offset = 0, .length = 4},
      true);
  EXPECT_THAT([&] { client.Wait(*fetch); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("No space left on device")));
  refuses_descriptors = false;
  // It says so of no other connection.
  const auto later = client.Start(
      {.object = std::make_shared<WebObject>(store.url() + "/b/file"), .offset = 0, .length = 4},
      true);
  EXPECT_THAT([&] { client.Wait(*later); },
              testing::ThrowsMessage<Error>(
                  testing::AllOf(testing::HasSubstr("no answer"),
                                 testing::Not(testing::HasSubstr("No space left on device")))));
}

}  // namespace
}  // namespace imrec::remote

// What clients call.
extern "C" int epoll_ctl(int epoll, int operation, int file, epoll_event* event) noexcept {
  if (imrec::remote::refuses_descriptors && operation != EPOLL_CTL_DEL) {
    errno = ENOSPC;
    return -1;
  }
  const auto real =
      reinterpret_cast<int (*)(int, int, int, epoll_event*)>(::dlsym(RTLD_NEXT, "epoll_ctl"));
  return real(epoll, operation, file, event);
}
