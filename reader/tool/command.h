// The subcommands of imrec: one file each, listed in main.cc.
#ifndef IMREC_READER_TOOL_COMMAND_H_
#define IMREC_READER_TOOL_COMMAND_H_

#include <functional>

#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// Runs a subcommand after its options are parsed. Returns the exit code.
using Runner = std::function<int()>;

/// A subcommand. The functions below add one each, with its options, to the application.
struct Command {
  CLI::App* app = nullptr;
  Runner run;
};

Command AddAugment(CLI::App& imrec);
Command AddBench(CLI::App& imrec);
Command AddCache(CLI::App& imrec);
Command AddCompress(CLI::App& imrec);
Command AddConvert(CLI::App& imrec);
Command AddDecompress(CLI::App& imrec);
Command AddDiff(CLI::App& imrec);
Command AddDoctor(CLI::App& imrec);
Command AddExtract(CLI::App& imrec);
Command AddFilter(CLI::App& imrec);
Command AddInfo(CLI::App& imrec);
Command AddMerge(CLI::App& imrec);
Command AddPreview(CLI::App& imrec);
Command AddReindex(CLI::App& imrec);
Command AddRepair(CLI::App& imrec);
Command AddSplit(CLI::App& imrec);
Command AddStats(CLI::App& imrec);
Command AddVerify(CLI::App& imrec);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_COMMAND_H_
