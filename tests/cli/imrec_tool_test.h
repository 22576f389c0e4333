// Running imrec's commands in a folder of their own.
#ifndef IMREC_TESTS_CLI_IMREC_TOOL_TEST_H_
#define IMREC_TESTS_CLI_IMREC_TOOL_TEST_H_

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {

class ImrecToolTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return dir_ / name; }
  bool Exists(const std::string& name) const { return std::filesystem::exists(dir_ / name); }
  static ProcessResult Run(const std::vector<std::string>& arguments, int exit_code = 0) {
    ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, exit_code)
        << testing::PrintToString(arguments) << result.out << result.err;
    return result;
  }
  static nlohmann::json Json(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.emplace_back("--json");
    return nlohmann::json::parse(Run(arguments, exit_code).out);
  }
  // What a page that `preview --html` wrote holds.
  nlohmann::json PageData(const std::string& folder) const {
    const std::string text = ReadText(dir_ / (folder + "/index.html"));
    const std::string mark = "id=\"data\">";
    const std::size_t begin = text.find(mark) + mark.size();
    return nlohmann::json::parse(text.substr(begin, text.find("</script>", begin) - begin));
  }

  TempDir dir_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_CLI_IMREC_TOOL_TEST_H_
