#include "recordio/console/console.h"

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec::console {
namespace {

TEST(ConsoleTest, CountsInSingularAndPlural) {
  EXPECT_EQ(Counted(0, "record"), "0 records");
  EXPECT_EQ(Counted(1, "record"), "1 record");
  EXPECT_EQ(Counted(2, "record"), "2 records");
  EXPECT_EQ(Counted(1, "class"), "1 class");
  EXPECT_EQ(Counted(2, "class"), "2 classes");
  EXPECT_EQ(Counted(3, "box"), "3 boxes");
  EXPECT_EQ(Counted(1, "identity"), "1 identity");
  EXPECT_EQ(Counted(1234, "identity"), "1,234 identities");
}

TEST(ConsoleTest, ErrorsOfACommandBeginWithItsName) {
  const auto run = [](const std::string& command) {
    testing::internal::CaptureStderr();
    const int code = RunToolWithCommands("tool", [&](std::string& name) -> int {
      if (!command.empty()) name += ' ' + command;
      throw std::runtime_error("it failed");
    });
    EXPECT_EQ(code, kExitNothing);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(run("info"), "tool info: it failed\n");
  EXPECT_EQ(run(""), "tool: it failed\n");
}

}  // namespace
}  // namespace imrec::console
