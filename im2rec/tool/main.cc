// im2rec: makes lists of images, and RecordIO files from lists.
#include <variant>

#include "im2rec/tool/arguments/im2rec_command_line.h"
#include "im2rec/tool/commands.h"
#include "recordio/console/console.h"
#include "recordio/console/json_output.h"

namespace imrec::tool {
namespace {

int Run(const Arguments& arguments) {
  if (arguments.work.any()) return RunPlanWork(arguments);
  if (arguments.plan) return RunPlanning(arguments);
  return arguments.list ? RunListing(arguments) : RunPacking(arguments);
}

int Main(int argc, char** argv) {
  const std::variant<Arguments, int> parsed = ParseArguments(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const auto& arguments = std::get<Arguments>(parsed);
  return console::WithJsonErrors(arguments.json, [&] { return Run(arguments); });
}

}  // namespace
}  // namespace imrec::tool

int main(int argc, char** argv) {
  return imrec::console::RunTool(imrec::tool::kToolName,
                                 [&] { return imrec::tool::Main(argc, argv); });
}
