// Arty A7-35 (XC7A35T): clock, reset, pins around the generated circuit `board`. The parameters are in the bitstream.
`default_nettype none
module arty (
    input  wire CLK100MHZ,
    input  wire ck_rst,       // reset button, low while pressed
    input  wire uart_txd_in,  // from the host
    output wire uart_rxd_out, // to the host
    output wire led_ready,
    output wire led_fault
);
    // 100 MHz * 8 / 16 = 50 MHz.
    wire clk;
    wire clk_made;
    wire feedback;
    wire locked;
    MMCME2_BASE #(
        .CLKIN1_PERIOD(10.0),
        .CLKFBOUT_MULT_F(8.0),
        .CLKOUT0_DIVIDE_F(16.0)
    ) mmcm (
        .CLKIN1(CLK100MHZ),
        .CLKFBIN(feedback),
        .CLKFBOUT(feedback),
        .CLKOUT0(clk_made),
        .LOCKED(locked),
        .PWRDWN(1'b0),
        .RST(1'b0)
    );
    BUFG clk_buffer (.I(clk_made), .O(clk));

    // Reset: until the clock is stable and a while longer, while the button is down, and where the circuit asks for it.
    reg  [8:0] released = 9'd0;
    reg  [1:0] button = 2'd0;
    wire       restart;
    wire       rst = !released[8];
    always @(posedge clk) begin
        button <= {button[0], ck_rst};
        if (!locked || !button[1] || restart) released <= 9'd0;
        else if (rst) released <= released + 9'd1;
    end

    board circuit (
        .clk(clk),
        .rst(rst),
        .serial_in(uart_txd_in),
        .serial_out(uart_rxd_out),
        .flash_select_n(),
        .flash_clock(),
        .flash_mosi(),
        .flash_miso(1'b0),
        .ready(led_ready),
        .fault(led_fault),
        .restart(restart)
    );
endmodule
`default_nettype wire
