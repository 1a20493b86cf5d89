# Vivado, without a project: vivado -mode batch -source build.tcl -tclargs DIR
# DIR: what `dmp synth NETWORK --board arty-a7-35 --seeds 0 --out DIR` wrote. Leaves arty.bit and reports there.
# NOT RUN by this project's tests: Vivado is not among the tools that they have.
set folder [file normalize [lindex $argv 0]]
cd $folder
read_verilog [glob rtl/*.v]
foreach image [glob -nocomplain rtl/*.hex] {
    add_files $image
    set_property file_type {Memory Initialization Files} [get_files $image]
}
read_xdc rtl/arty.xdc
synth_design -top arty -part xc7a35ticsg324-1L
opt_design
place_design
route_design
report_utilization -hierarchical -file utilization.txt
report_timing_summary -file timing.txt
write_bitstream -force arty.bit
