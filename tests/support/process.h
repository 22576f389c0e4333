// Running the real command-line tools from tests.
#ifndef IMREC_TESTS_SUPPORT_PROCESS_H_
#define IMREC_TESTS_SUPPORT_PROCESS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace imrec::test {

struct ProcessResult {
  int exit_code = -1;            // 128 + signal if it was killed
  std::int64_t peak_memory = 0;  // bytes
  std::string out;
  std::string err;
};

/// Runs `tool` (im2rec, voc2lst, imrec) of this build with `arguments` and waits for it.
ProcessResult RunTool(const std::string& tool, const std::vector<std::string>& arguments);

/// What RunTool may do otherwise.
struct RunOptions {
  std::function<void()> before_exec = {};       // runs in the child process
  std::function<void(int pid)> meanwhile = {};  // runs in this process while the tool does
};
ProcessResult RunTool(const std::string& tool, const std::vector<std::string>& arguments,
                      const RunOptions& options);

/// Runs any program that is found in PATH.
ProcessResult RunProgram(const std::string& program, const std::vector<std::string>& arguments);

/// Runs a line of the shell in `folder`. It finds the tools of this build.
ProcessResult RunShell(const std::filesystem::path& folder, const std::string& line);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_PROCESS_H_
