// imrec: inspects, checks, converts and reads RecordIO data sets.
#include <array>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "reader/tool/command.h"
#include "recordio/console/command_line.h"
#include "recordio/console/console.h"
#include "recordio/console/json_output.h"

namespace imrec::tool {
namespace {

constexpr std::array kCommands = {AddInfo,    AddStats,   AddPreview,  AddBench,      AddVerify,
                                  AddRepair,  AddReindex, AddExtract,  AddMerge,      AddSplit,
                                  AddFilter,  AddConvert, AddCompress, AddDecompress, AddDiff,
                                  AddAugment, AddDoctor,  AddCache};

int Run(const Command& command) {
  const CLI::Option* json = command.app->get_option_no_throw("--json");
  return console::WithJsonErrors(json != nullptr && json->count() > 0, command.run);
}

int Main(int argc, char** argv, std::string& name) {
  CLI::App app("Inspects, checks, converts and reads RecordIO image data sets.");
  app.require_subcommand(1);
  std::vector<Command> commands;
  commands.reserve(kCommands.size());
  for (const auto& add : kCommands) commands.push_back(add(app));
  if (const auto exit_code = console::ParseCommandLine(app, "imrec", argc, argv)) return *exit_code;
  name = console::TypedCommandName(app);
  for (const Command& command : commands) {
    if (command.app->parsed()) return Run(command);
  }
  return console::kExitNothing;
}

}  // namespace
}  // namespace imrec::tool

int main(int argc, char** argv) {
  return imrec::console::RunToolWithCommands(
      "imrec", [&](std::string& name) { return imrec::tool::Main(argc, argv, name); });
}
