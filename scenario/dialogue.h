// The tutorial's exchange between our stack and the Linux kernel: opened and closed by us, the last ACK lost on the way.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace scenario {

/// What the dialogue showed. All true: it went as the tutorial says.
struct DialogueResult {
  bool opened = false;              // both ends ESTABLISHED
  bool half_open_data = false;      // after our FIN the kernel's text arrived and was acknowledged
  bool acknowledged_again = false;  // the kernel's FIN came twice, and was acknowledged twice, the second time in TIME-WAIT
  bool both_closed = false;         // no TCB is left on either side
  bool ok() const { return opened && half_open_data && acknowledged_again && both_closed; }
};

/// Runs it in a network namespace of its own, in a process of its own; each line of the dialogue goes to `say`. The capture, as our
/// stack saw it (the lost ACK too), is left in `capture_path`. Throws std::system_error where namespaces or TUN devices are not to be had.
DialogueResult run_dialogue(const std::string& capture_path, const std::function<void(const std::string&)>& say);

}  // namespace scenario
