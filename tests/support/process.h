// Running the real command-line tools from tests.
#ifndef IMREC_TESTS_SUPPORT_PROCESS_H_
#define IMREC_TESTS_SUPPORT_PROCESS_H_

#include <string>
#include <vector>

namespace imrec::test {

struct ProcessResult {
  int exit_code = -1;  // 128 + signal if it was killed
  std::string out;
  std::string err;
};

/// Runs `tool` (im2rec, voc2lst, imrec) of this build with `arguments` and waits for it.
ProcessResult RunTool(const std::string& tool, const std::vector<std::string>& arguments);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_PROCESS_H_
