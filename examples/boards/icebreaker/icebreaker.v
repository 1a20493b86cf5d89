// iCEBreaker (iCE40 UP5K): clock, reset, pins around the generated circuit `board`.
`default_nettype none
module icebreaker (
    input  wire CLK,       // 12 MHz crystal
    input  wire BTN_N,     // user button: reset
    input  wire RX,        // from the host
    output wire TX,        // to the host
    output wire FLASH_SSB,
    output wire FLASH_SCK,
    output wire FLASH_IO0, // to the flash
    input  wire FLASH_IO1, // from the flash
    output wire LEDR_N,    // on: the parameters are bad, or an input was
    output wire LEDG_N     // on: ready
);
    // The serial line needs a crystal's precision; the chip's own oscillator is off by up to 10 %.
    // 12 MHz * (63 + 1) / 2^5 = 24 MHz.
    wire clk;
    wire locked;
    SB_PLL40_PAD #(
        .FEEDBACK_PATH("SIMPLE"),
        .DIVR(4'd0),
        .DIVF(7'd63),
        .DIVQ(3'd5),
        .FILTER_RANGE(3'd1)
    ) pll (
        .PACKAGEPIN(CLK),
        .PLLOUTGLOBAL(clk),
        .LOCK(locked),
        .RESETB(1'b1),
        .BYPASS(1'b0)
    );

    // Reset: from configuration until the clock is stable and a while longer (memories are not to be used in the
    // first 10 us), while the button is down, and where the circuit asks for it.
    reg  [8:0] released = 9'd0;
    reg  [1:0] button = 2'd0;
    wire       restart;
    wire       rst = !released[8];
    always @(posedge clk) begin
        button <= {button[0], BTN_N};
        if (!locked || !button[1] || restart) released <= 9'd0;
        else if (rst) released <= released + 9'd1;
    end

    wire ready;
    wire fault;
    assign LEDR_N = !fault;
    assign LEDG_N = !ready;

    board circuit (
        .clk(clk),
        .rst(rst),
        .serial_in(RX),
        .serial_out(TX),
        .flash_select_n(FLASH_SSB),
        .flash_clock(FLASH_SCK),
        .flash_mosi(FLASH_IO0),
        .flash_miso(FLASH_IO1),
        .ready(ready),
        .fault(fault),
        .restart(restart)
    );
endmodule
`default_nettype wire
