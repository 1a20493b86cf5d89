// What AXI4-Lite asks of a subordinate, for any manager that keeps its own half: proved by induction.
module lite_rules (
    input wire clk, input wire rst,
    input wire awvalid, input wire [5:0] awaddr, input wire wvalid, input wire [31:0] wdata, input wire [3:0] wstrb,
    input wire bready, input wire arvalid, input wire [5:0] araddr, input wire rready,
    input wire write_refused, input wire read_refused, input wire [31:0] value
);
    wire awready, wready, bvalid, arready, rvalid, write_valid, read_valid;
    wire [1:0] bresp, rresp;
    wire [31:0] rdata, write_data;
    wire [3:0] write_word, write_strobes, read_word;
    `LITE dut (.*);

    reg begun = 0;
    reg b_held = 0, r_held = 0;
    reg [1:0] b_was, r_was;
    reg [31:0] data_was;
    // Of each kind: taken and not yet answered.
    reg [1:0] addresses = 0, words = 0, reads = 0;
    always @(posedge clk) begin
        begun <= 1;
        b_held <= !rst & bvalid & !bready;
        r_held <= !rst & rvalid & !rready;
        b_was <= bresp;
        r_was <= rresp;
        data_was <= rdata;
        addresses <= rst ? 0 : addresses + (awvalid & awready) - (bvalid & bready);
        words <= rst ? 0 : words + (wvalid & wready) - (bvalid & bready);
        reads <= rst ? 0 : reads + (arvalid & arready) - (rvalid & rready);
        if (!begun) assume (rst);
        if (begun & !rst) begin
            // An answer stays as it is until it is taken.
            if (b_held) assert (bvalid & (bresp == b_was));
            if (r_held) assert (rvalid & (rresp == r_was) & (rdata == data_was));
            // None comes before what it answers, and none is missing: what was taken waits (no next one is), or is answered.
            assert (addresses == {1'b0, !awready} + {1'b0, bvalid});
            assert (words == {1'b0, !wready} + {1'b0, bvalid});
            assert (reads == {1'b0, rvalid});
            assert (arready == !rvalid);
            // Only two answers are given.
            assert (!bvalid | (bresp == 0) | (bresp == 2));
            assert (!rvalid | (rresp == 0) | (rresp == 2));
        end
    end
endmodule
