`default_nettype none

// Memory integration: holds a group of neurons still and streams the slow state past it, P m + v x. Finished
// sums wait in a row and leave word by word while the next group is at work.
module dmp_sweeps_core0_slow_current (
    input  wire               clk,
    input  wire               rst,
    input  wire               term_valid,
    input  wire               term_first,
    input  wire               term_last,
    input  wire [5:0]         term_address,
    input  wire signed [15:0] multiplicand,
    input  wire               advance,
    output wire signed [18:0] slow_0
);
    (* ram_style = "block", no_rw_check *)
    reg  [31:0] slow_weights [0:49];
    initial $readmemh("dmp_sweeps_core0_slow_current_slow_weights.hex", slow_weights);
    reg  [31:0] slow_weights_word;
    wire signed [7:0] slow_weights_word_0 = slow_weights_word[7:0];
    wire signed [7:0] slow_weights_word_1 = slow_weights_word[15:8];
    wire signed [7:0] slow_weights_word_2 = slow_weights_word[23:16];
    wire signed [7:0] slow_weights_word_3 = slow_weights_word[31:24];

    // One cycle after the term was issued, weight and value meet.
    reg  met_valid;
    reg  met_first;
    reg  met_last;
    reg  product_valid;
    reg  product_first;
    reg  product_last;
    reg  signed [23:0] product_of_0;
    reg  signed [23:0] product_of_1;
    reg  signed [23:0] product_of_2;
    reg  signed [23:0] product_of_3;
    reg  signed [23:0] sum_0;
    reg  signed [23:0] sum_0_next;
    reg  signed [23:0] sum_1;
    reg  signed [23:0] sum_1_next;
    reg  signed [23:0] sum_2;
    reg  signed [23:0] sum_2_next;
    reg  signed [23:0] sum_3;
    reg  signed [23:0] sum_3_next;
    wire signed [24:0] total_0 = (product_first ? 25'sd0 : {sum_0[23], sum_0})
        + {product_of_0[23], product_of_0};
    wire signed [24:0] total_1 = (product_first ? 25'sd0 : {sum_1[23], sum_1})
        + {product_of_1[23], product_of_1};
    wire signed [24:0] total_2 = (product_first ? 25'sd0 : {sum_2[23], sum_2})
        + {product_of_2[23], product_of_2};
    wire signed [24:0] total_3 = (product_first ? 25'sd0 : {sum_3[23], sum_3})
        + {product_of_3[23], product_of_3};
    wire signed [23:0] sum_0_value = total_0[23:0];
    wire signed [23:0] sum_1_value = total_1[23:0];
    wire signed [23:0] sum_2_value = total_2[23:0];
    wire signed [23:0] sum_3_value = total_3[23:0];

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        sum_1_next = sum_1;
        sum_2_next = sum_2;
        sum_3_next = sum_3;
        if (product_valid) begin
            sum_0_next = sum_0_value;
            sum_1_next = sum_1_value;
            sum_2_next = sum_2_value;
            sum_3_next = sum_3_value;
        end
    end

    wire finished = product_valid & product_last;

    // Finished sums; the first lanes are the next word.
    reg  signed [23:0] done_0;
    reg  signed [23:0] done_0_next;
    reg  signed [23:0] done_1;
    reg  signed [23:0] done_1_next;
    reg  signed [23:0] done_2;
    reg  signed [23:0] done_2_next;
    reg  signed [23:0] done_3;
    reg  signed [23:0] done_3_next;

    always @* begin : done_0_logic
        done_0_next = done_0;
        if (finished) begin
            done_0_next = sum_0_value;
        end else if (advance) begin
            done_0_next = done_1;
        end
    end

    always @* begin : done_1_logic
        done_1_next = done_1;
        if (finished) begin
            done_1_next = sum_1_value;
        end else if (advance) begin
            done_1_next = done_2;
        end
    end

    always @* begin : done_2_logic
        done_2_next = done_2;
        if (finished) begin
            done_2_next = sum_2_value;
        end else if (advance) begin
            done_2_next = done_3;
        end
    end

    always @* begin : done_3_logic
        done_3_next = done_3;
        if (finished) begin
            done_3_next = sum_3_value;
        end else if (advance) begin
            done_3_next = done_3;
        end
    end

    assign slow_0 = done_0[23:5] + {18'd0, done_0[4]};

    always @(posedge clk) begin : registers
        if (rst) begin
            met_valid <= 1'b0;
            product_valid <= 1'b0;
        end else begin
            met_valid <= term_valid;
            product_valid <= met_valid;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        met_first <= term_first;
        met_last <= term_last;
        product_first <= met_first;
        product_last <= met_last;
        product_of_0 <= $signed({{16{slow_weights_word_0[7]}}, slow_weights_word_0})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_1 <= $signed({{16{slow_weights_word_1[7]}}, slow_weights_word_1})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_2 <= $signed({{16{slow_weights_word_2[7]}}, slow_weights_word_2})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_3 <= $signed({{16{slow_weights_word_3[7]}}, slow_weights_word_3})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        sum_0 <= sum_0_next;
        sum_1 <= sum_1_next;
        sum_2 <= sum_2_next;
        sum_3 <= sum_3_next;
        done_0 <= done_0_next;
        done_1 <= done_1_next;
        done_2 <= done_2_next;
        done_3 <= done_3_next;
    end

    always @(posedge clk) begin : slow_weights_word_port
        if (term_valid) slow_weights_word <= slow_weights[term_address];
    end

`ifdef ASSERTIONS
    // total_0 lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_0 >= -25'sd6070230) & (total_0 <= 25'sd5996385)));
    end
    // total_1 lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_1_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_1 >= -25'sd6070230) & (total_1 <= 25'sd5996385)));
    end
    // total_2 lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_2_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_2 >= -25'sd6070230) & (total_2 <= 25'sd5996385)));
    end
    // total_3 lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_3_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_3 >= -25'sd6070230) & (total_3 <= 25'sd5996385)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, total_0[24], total_1[24], total_2[24], total_3[24]};
endmodule

`default_nettype wire
