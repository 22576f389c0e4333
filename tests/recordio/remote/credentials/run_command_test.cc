#include "recordio/remote/credentials/run_command.h"

#include <chrono>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string CommandRefusal(const std::string& command, std::chrono::milliseconds limit = 10s) {
  try {
    RunCommand(command, limit, 1000);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(RunCommand, ReturnsTheOutput) {
  EXPECT_EQ(RunCommand("printf 'a b'; cat", 10s, 1000), "a b");  // standard input is empty
  EXPECT_EQ(RunCommand("head -c 1000 /dev/zero | tr '\\0' x", 10s, 1000), std::string(1000, 'x'));
}

TEST(RunCommand, AWaitCanBeEnded) {
  const auto stop = [] { throw std::runtime_error("enough"); };
  const auto begin = std::chrono::steady_clock::now();
  for (const char* const command : {"sleep 60", "exec >&-; sleep 60"}) {
    EXPECT_THAT([&] { ThrowingCauseOfStop([&] { RunCommand(command, 60s, 1000, stop); }); },
                testing::ThrowsMessage<std::runtime_error>("enough"))
        << command;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST(RunCommand, FailuresAreErrors) {
  EXPECT_THAT(CommandRefusal("exit 3"), HasSubstr("exit code 3"));
  EXPECT_THAT(CommandRefusal("kill -9 $$"), HasSubstr("exit code 137"));
  EXPECT_THAT(CommandRefusal("imrec-no-such-command 2>&-"), HasSubstr("exit code 127"));
  EXPECT_THAT(CommandRefusal("yes"), HasSubstr("more than 1000 bytes"));
}

TEST(RunCommand, CommandsThatDoNotEndAreKilled) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(CommandRefusal("sleep 60; echo x", 100ms), HasSubstr("did not end within 100 ms"));
  // A process that it left keeps the output open.
  EXPECT_THAT(CommandRefusal("sleep 60 & echo x", 100ms), HasSubstr("did not end within 100 ms"));
  // One that closes its output and goes on.
  EXPECT_THAT(CommandRefusal("exec >&-; sleep 60", 100ms), HasSubstr("did not end within 100 ms"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 30s);
}

}  // namespace
}  // namespace imrec::remote
