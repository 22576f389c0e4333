#include "recordio/console/generate/generate.h"

#include <imrec/error.h>

namespace imrec::console {

std::string Generate(const CommandOutline& tool, std::string_view kind) {
  if (kind == "man") return ManPage(tool);
  if (kind == "bash") return BashCompletion(tool);
  if (kind == "zsh") return ZshCompletion(tool);
  if (kind == "fish") return FishCompletion(tool);
  throw Error(ErrorCode::kInvalidArgument,
              "--generate must be man, bash, zsh or fish, not '" + std::string(kind) + "'");
}

}  // namespace imrec::console
